/**
 * Contracts of the methods that make something else of a conversation: another one, a shorter one, a file.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { liveId } from "./session_methods.ts";
import { sessionInfo, usage } from "./shapes.ts";

/** `session.branch` */
export const sessionBranch = contract({
  name: "session.branch",
  summary: "opens another session with a copy of the history so far, which the caller watches",
  lane: "inline",
  params: z.object({
    session_id: liveId,
    /** Title of the new session; without one it is made from the old one's. */
    name: z.string().nullish(),
  }),
  result: z.object({
    /** Live id of the new session. */
    session_id: z.string(),
    stored_session_id: z.string(),
    title: z.string(),
    /** Stored id of the old one. */
    parent: z.string(),
    /** Messages that were copied, in both. */
    count: z.number(),
    message_count: z.number(),
  }),
});

/** A message as the agent is given it. `content` and `text` are the same: clients read either. */
export const rawMessage = z.object({
  role: z.enum(["user", "assistant", "system", "tool"]),
  content: z.string(),
  text: z.string(),
  reasoning: z.string().optional(),
  name: z.string().optional(),
  context: z.string().optional(),
});

/** `session.compress` */
export const sessionCompress = contract({
  name: "session.compress",
  summary: "lets the agent put a summary in the place of older messages; prompts wait meanwhile",
  lane: "background",
  params: z.object({
    session_id: liveId,
    /** What the summary should keep above all. */
    focus_topic: z.string().nullish(),
  }),
  result: z.object({
    status: z.literal("compressed"),
    removed: z.number(),
    before_messages: z.number(),
    after_messages: z.number(),
    /** Estimates. */
    before_tokens: z.number(),
    after_tokens: z.number(),
    summary: z.object({
      headline: z.string(),
      token_line: z.string(),
      note: z.string().nullable(),
      /** There was nothing to do, and nothing was done. */
      noop: z.boolean(),
    }),
    usage,
    info: sessionInfo,
    messages: z.array(rawMessage),
  }),
});

/** `session.save` */
export const sessionSave = contract({
  name: "session.save",
  summary: "writes the conversation into a file of its own, as JSON",
  lane: "background",
  params: z.object({ session_id: liveId }),
  result: z.object({
    /** Where it is, on the gateway's machine. */
    file: z.string(),
  }),
});
