/**
 * Contracts of the methods about the windows on a session.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { liveId } from "./session_methods.ts";
import { seat } from "./shapes.ts";
import { note } from "./notes.ts";

/** `session.detach` */
export const sessionDetach = contract({
  name: "session.detach",
  summary: "stops watching a session, which goes on; one that was not watched is no error",
  lane: "inline",
  readOnly: true,
  params: z.object({ session_id: liveId }),
  result: z.object({ detached: note(z.boolean(), "whether it was watched") }),
});

/** `session.viewers` */
export const sessionViewers = contract({
  name: "session.viewers",
  summary: "the windows on a session, in the order in which they came",
  lane: "inline",
  readOnly: true,
  params: z.object({ session_id: liveId }),
  result: z.object({
    viewers: note(
      z.array(seat.extend({ current: z.boolean() })),
      "`current`: the window that asks",
    ),
  }),
});
