/**
 * Contracts of the methods that make something else of a conversation: another one, a shorter one, a file.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { liveId } from "./session_methods.ts";
import { sessionInfo, usage } from "./shapes.ts";
import { note } from "./notes.ts";

/** `session.branch` */
export const sessionBranch = contract({
  name: "session.branch",
  summary: "opens another session with a copy of the history so far, which the caller watches",
  lane: "inline",
  params: z.object({
    session_id: liveId,
    name: note(
      z.string().nullish(),
      "title of the new session; without one it is made from the old one's",
    ),
  }),
  result: z.object({
    session_id: note(z.string(), "live id of the new session"),
    stored_session_id: note(z.string(), "its stored id"),
    title: note(z.string(), "its title"),
    parent: note(z.string(), "stored id of the old one"),
    count: note(z.number(), "messages that were copied, in both"),
    message_count: note(z.number(), "the same"),
  }),
});

/** A message as the agent is given it. `content` and `text` are the same: clients read either. */
export const rawMessage = z.object({
  role: z.enum(["user", "assistant", "system", "tool"]),
  content: z.string(),
  text: note(z.string(), "the same as content"),
  reasoning: z.string().optional(),
  name: note(z.string().optional(), "of a tool"),
  context: note(z.string().optional(), "what the call of a tool is about"),
});

/** `session.compress` */
export const sessionCompress = contract({
  name: "session.compress",
  summary: "lets the agent put a summary in the place of older messages; prompts wait meanwhile",
  lane: "background",
  params: z.object({
    session_id: liveId,
    focus_topic: note(z.string().nullish(), "what the summary should keep above all"),
  }),
  result: z.object({
    status: z.literal("compressed"),
    removed: note(z.number(), "messages that the summary stands for"),
    before_messages: z.number(),
    after_messages: z.number(),
    before_tokens: note(z.number(), "an estimate"),
    after_tokens: note(z.number(), "an estimate"),
    summary: z.object({
      headline: note(z.string(), "for people"),
      token_line: note(z.string(), "for people"),
      note: z.string().nullable(),
      noop: note(z.boolean(), "there was nothing to do, and nothing was done"),
    }),
    usage,
    info: sessionInfo,
    messages: note(z.array(rawMessage), "the history as the agent is given it now"),
  }),
});

/** `session.save` */
export const sessionSave = contract({
  name: "session.save",
  summary: "writes the conversation into a file of its own, as JSON",
  lane: "background",
  params: z.object({ session_id: liveId }),
  result: z.object({
    file: note(z.string(), "where it is, on the gateway's machine"),
  }),
});
