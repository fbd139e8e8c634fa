/**
 * Contracts of what a gateway says about itself.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note } from "./notes.ts";

/** `rpc.discover`: JSON-RPC keeps names that begin with `rpc.` for itself, and OpenRPC gave this one its sense. */
export const rpcDiscover = contract({
  name: "rpc.discover",
  summary: "this protocol as an OpenRPC document: methods, events, errors, as JSON Schemas",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.looseObject({
    openrpc: note(z.string(), "the version of OpenRPC the document follows"),
    info: note(z.looseObject({ title: z.string(), version: z.string() }), "whose it is"),
    methods: note(
      z.array(z.looseObject({ name: z.string() })),
      "every method this gateway answers, by name, those added to it too",
    ),
    components: note(
      z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
      "shapes that several methods and events share, and the payload of each event",
    ),
    "x-events": note(z.array(z.looseObject({ name: z.string() })), "every event, by name"),
  }),
});
