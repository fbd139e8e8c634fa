/**
 * Prompts, and what steers or stops them.
 *
 * @module
 */
import { promptSubmit } from "../../protocol/chat_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { sessionInterrupt, sessionSteer } from "../../protocol/session_methods.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { BusyMode } from "../../session/prompt_runner.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";
import { refuseWhileHeld } from "./conversations.ts";
import { followModel } from "./follow_model.ts";

const submit = implement(promptSubmit, (params, context: CallContext) => {
  const { registry, settings, caller, isDraining } = context;
  if (isDraining()) throw wireError("shuttingDown");
  const session = registry.get(params.session_id);
  if (params.text.trim() === "") throw wireError("emptyPrompt");
  const ordinal = toOrdinal(params.truncate_before_user_ordinal);
  // It counts in a history that is about to change.
  if (ordinal !== undefined) refuseWhileHeld(session);
  const truncateBefore = ordinal === undefined ? undefined : locate(ordinal, session);
  caller.watch(session);
  const id = params.client_message_id || undefined;
  const busy = params.busy ?? settings.get("busy") as BusyMode;
  followModel(session, context);
  const pending = context.files.pending(session);
  const prompt = { text: params.text, truncateBefore, trace: caller.trace, pending };
  return { status: session.submit(prompt, id, busy) };
});

const interrupt = implement(sessionInterrupt, ({ session_id }, context: CallContext) => {
  const session = context.registry.get(session_id);
  context.compressor.stop(session);
  context.commands.interrupt(session);
  session.runner.interrupt();
  return { status: "interrupted" as const };
});

const steer = implement(sessionSteer, (params, { registry }: CallContext) => {
  const session = registry.get(params.session_id);
  const text = params.text.trim();
  if (text === "") throw wireError("steerTextRequired");
  const status = session.runner.steer(text);
  if (status === "unsupported") throw wireError("noSteerSupport");
  return { status, text };
});

/** Reads an ordinal as leniently as existing clients send it: 2, "2", 2.9 and true are numbers. */
function toOrdinal(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
  throw wireError("badTruncateOrdinal");
}

/** The user message an ordinal means, from 0. The prompt of a turn that runs is the last of them. */
function locate(ordinal: number, session: Session): number {
  // What a summary stands for is still shown, and so counted, but there is nothing left to cut.
  const gone = session.history.earlierUserCount;
  const count = gone + session.history.userCount + (session.runner.running ? 1 : 0);
  const index = ordinal < 0 ? count + ordinal : ordinal;
  if (index < gone || index >= count) throw wireError("noSuchUserMessage");
  return index - gone;
}

/** See the module. */
export const promptMethods: Method<CallContext>[] = [submit, interrupt, steer];
