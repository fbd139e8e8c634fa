/**
 * Contracts about the gateway itself, of no session.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note } from "./notes.ts";

/** `gateway.ping`: what a client asks again and again where `gateway.ready` has said `heartbeat`. */
export const gatewayPing = contract({
  name: "gateway.ping",
  summary: "whether anybody is there: it is answered at all times, whatever else is under way",
  lane: "urgent",
  readOnly: true,
  params: z.object({}),
  result: z.object({ ok: note(z.literal(true), "somebody is") }),
});
