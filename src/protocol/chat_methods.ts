/**
 * Contracts of prompts, and of answers to what an agent asks.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { orElse } from "./shapes.ts";
import { liveId } from "./session_methods.ts";
import { note, noted } from "./notes.ts";

/** The client's own id of a message: sent again, it is answered as at first. */
const clientMessageId = note(
  z.string().max(200).nullish(),
  "the client's own id of this message: sent again, it is answered as at first, and done once",
);

const busyMode = z.enum(["queue", "steer", "interrupt"]).nullish().catch(undefined);

/** `prompt.submit` */
export const promptSubmit = contract({
  name: "prompt.submit",
  summary: "starts a turn, or queues or steers while one runs",
  lane: "inline",
  params: z.object({
    session_id: liveId,
    text: note(z.string(), "what the user says"),
    truncate_before_user_ordinal: note(
      z.unknown().optional(),
      "cuts the history before the n-th user message first; a negative n counts from the end",
    ),
    client_message_id: clientMessageId,
    busy: note(
      busyMode,
      "what becomes of it while a turn runs; missing or none of these: as the gateway is set",
    ),
  }),
  result: z.object({
    status: note(
      z.enum(["streaming", "queued", "steered"]),
      "streaming: its turn begins; queued: it waits for the one that runs; steered: it became a hint in that one",
    ),
  }),
});

type Text = ReturnType<typeof text>;

function text(description: string) {
  return note(orElse(z.string(), ""), description);
}

const answerStatus = note(
  z.enum(["ok", "expired"]),
  "expired: the question went without an answer before this one came",
);

/** Members of an answer, and their shapes. */
type AnswerShape<K extends string> =
  & Record<K | "request_id", Text>
  & { client_message_id: typeof clientMessageId };

function answer<K extends string>(name: string, key: K, meaning: string) {
  return contract({
    name,
    summary: `answers the question a ${name.replace(".respond", ".request")} event asked`,
    lane: "urgent",
    params: z.object({
      request_id: noted(text("which question: as its event says"), { needed: true }),
      [key]: text(meaning),
      client_message_id: clientMessageId,
    } as AnswerShape<K>),
    result: z.object({ status: answerStatus }),
  });
}

/** `clarify.respond` */
export const clarifyRespond = answer(
  "clarify.respond",
  "answer",
  "what the user says, one of the choices or anything",
);
/** `sudo.respond` */
export const sudoRespond = answer("sudo.respond", "password", "the password; empty: none");
/** `secret.respond` */
export const secretRespond = answer("secret.respond", "value", "the value; empty: none");
/** `terminal.read.respond` */
export const terminalReadRespond = answer("terminal.read.respond", "text", "what the pane shows");

/** `clarify.lock` */
export const clarifyLock = contract({
  name: "clarify.lock",
  summary: "clarify.respond for clients that answer questions one by one: here each stands alone",
  lane: "urgent",
  params: z.object({
    request_id: noted(text("which question: as its event says"), { needed: true }),
    question_id: text("which of its questions; there is but the one"),
    answer: note(z.unknown().optional(), "what the user says; what is no text is taken as JSON"),
    client_message_id: clientMessageId,
  }),
  result: z.object({
    status: answerStatus,
    remaining: note(z.array(z.string()), "questions of it that are still open"),
  }),
});

/** `approval.respond` */
export const approvalRespond = contract({
  name: "approval.respond",
  summary: "decides the oldest pending approval of a session, the one with an id, or all of them",
  lane: "urgent",
  params: z.object({
    session_id: liveId,
    choice: note(
      orElse(z.enum(["once", "session", "always", "deny", "never"]), "deny"),
      "`never`: `deny`, for good, where the agent offers that",
    ),
    all: note(orElse(z.boolean(), false), "decides all that are open"),
    request_id: note(orElse(z.string().max(64), ""), "missing: the oldest"),
    client_message_id: clientMessageId,
  }),
  result: z.object({
    resolved: note(z.number(), "questions that were decided; 0: there was none"),
  }),
});
