/**
 * Contracts of what is done with the folder of a session.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note } from "./notes.ts";
import { liveId } from "./session_methods.ts";
import { orElse, sessionInfo } from "./shapes.ts";

/** `session.cwd.set` */
export const sessionCwdSet = contract({
  name: "session.cwd.set",
  summary: "has a session go on in another folder: its next turn has an agent that works there",
  lane: "inline",
  params: z.object({
    session_id: liveId,
    cwd: note(
      orElse(z.string(), ""),
      "the folder; what is not absolute counts from the session's, `~` is the home folder",
    ),
  }),
  result: sessionInfo,
});
