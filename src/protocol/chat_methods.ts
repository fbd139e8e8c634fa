/**
 * Contracts of prompts, answers, setup and settings.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { orElse, sessionInfo } from "./shapes.ts";
import { liveId } from "./session_methods.ts";

/** The client's own id of a message: sent again, it is answered as at first. */
const clientMessageId = z.string().max(200).nullish();

/** `prompt.submit` */
export const promptSubmit = contract({
  name: "prompt.submit",
  summary: "starts a turn, or queues or steers while one runs",
  lane: "inline",
  params: z.object({
    session_id: liveId,
    text: z.string(),
    /** Cuts the history before the n-th user message first; a negative n counts from the end. */
    truncate_before_user_ordinal: z.unknown().optional(),
    /** The client's own id of this message: sent again, it is answered as at first and not run again. */
    client_message_id: clientMessageId,
  }),
  result: z.object({ status: z.enum(["streaming", "queued", "steered"]) }),
});

const blank = orElse(z.string(), "");

/** Members of an answer, and their shapes. */
type AnswerShape<K extends string> =
  & Record<K | "request_id", typeof blank>
  & { client_message_id: typeof clientMessageId };

function answer<K extends string>(name: string, key: K) {
  return contract({
    name,
    summary: `answers the question a ${name.replace(".respond", ".request")} event asked`,
    lane: "urgent",
    params: z.object({
      request_id: blank,
      [key]: blank,
      client_message_id: clientMessageId,
    } as AnswerShape<K>),
    result: z.object({ status: z.literal("ok") }),
  });
}

/** `clarify.respond` */
export const clarifyRespond = answer("clarify.respond", "answer");
/** `sudo.respond` */
export const sudoRespond = answer("sudo.respond", "password");
/** `secret.respond` */
export const secretRespond = answer("secret.respond", "value");
/** `terminal.read.respond` */
export const terminalReadRespond = answer("terminal.read.respond", "text");

/** `approval.respond` */
export const approvalRespond = contract({
  name: "approval.respond",
  summary: "decides the oldest pending approval of a session, the one with an id, or all of them",
  lane: "urgent",
  params: z.object({
    session_id: liveId,
    /** `never`: `deny`, for good, where the agent offers that. One that is none of these denies. */
    choice: orElse(z.enum(["once", "session", "always", "deny", "never"]), "deny"),
    all: orElse(z.boolean(), false),
    /** Missing: the oldest. */
    request_id: orElse(z.string().max(64), ""),
    client_message_id: clientMessageId,
  }),
  result: z.object({ resolved: z.number() }),
});

/** `setup.status` */
export const setupStatus = contract({
  name: "setup.status",
  summary: "whether a prompt can work as things are configured",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({ provider_configured: z.boolean() }),
});

/** `config.get` */
export const configGet = contract({
  name: "config.get",
  summary: "reads a setting; the members of the answer depend on the key",
  lane: "inline",
  readOnly: true,
  params: z.object({ key: orElse(z.string(), ""), session_id: z.string().nullish() }),
  result: z.record(z.string(), z.unknown()),
});

/** `config.set` */
export const configSet = contract({
  name: "config.set",
  summary: "changes a setting, of one session where the key allows it",
  lane: "inline",
  params: z.object({
    key: orElse(z.string(), ""),
    value: z.union([z.string(), z.number(), z.boolean()], {
      error: "expected string, number or boolean",
    }).nullish(),
    session_id: z.string().nullish(),
    scope: z.string().nullish(),
  }),
  result: z.looseObject({
    key: z.string(),
    value: z.string(),
    warning: z.string().optional(),
    info: sessionInfo.optional(),
  }),
});
