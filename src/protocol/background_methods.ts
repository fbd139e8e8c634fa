/**
 * Contracts of what runs beside the turns of a session.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { liveId } from "./session_methods.ts";

/** `prompt.background` */
export const promptBackground = contract({
  name: "prompt.background",
  summary: "runs a prompt beside the session's turns; background.complete tells its answer",
  lane: "inline",
  params: z.object({ session_id: liveId, text: z.string() }),
  result: z.object({ task_id: z.string() }),
});
