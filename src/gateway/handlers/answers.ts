/**
 * Answers to questions of agents, from whichever window.
 *
 * @module
 */
import {
  approvalRespond,
  clarifyLock,
  clarifyRespond,
  secretRespond,
  sudoRespond,
  terminalReadRespond,
} from "../../protocol/chat_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { AnswerRef, TextKind } from "../../session/questions.ts";
import type { CallContext } from "../call_context.ts";

/** What every answer says of itself. */
interface Named {
  request_id: string;
  client_message_id?: string | null | undefined;
}

function refOf({ request_id, client_message_id }: Named): AnswerRef {
  return { requestId: request_id, clientId: client_message_id || undefined };
}

/** Gives an answer to the session whose question it is for: the id of the question is all there is. */
function respond(
  { registry, caller }: CallContext,
  { kind, key, ref, value }: { kind: TextKind; key: string; ref: AnswerRef; value: string },
) {
  const sessions = registry.all();
  const session = sessions.find(({ questions }) => questions.expects(kind, ref));
  if (session === undefined) {
    const isLate = sessions.some(({ questions }) => questions.expired.has(kind, ref.requestId));
    if (isLate) return { status: "expired" as const };
    throw wireError("noPendingRequest", `no pending ${key} request`);
  }
  if (caller.roleIn(session) === "observer") throw wireError("mayOnlyWatch");
  session.questions.answer(kind, ref, value);
  session.touch();
  return { status: "ok" as const };
}

const clarify = implement(clarifyRespond, (params, context: CallContext) => {
  const { answer: value } = params;
  return respond(context, { kind: "clarify", key: "answer", ref: refOf(params), value });
});

const lock = implement(clarifyLock, (params, context: CallContext) => {
  const { answer = "" } = params;
  const value = typeof answer === "string" ? answer : JSON.stringify(answer);
  const ref = refOf(params);
  if (ref.requestId === "") throw wireError("noPendingRequest", "no pending answer request");
  const isOpen = context.registry.all().some(({ questions }) => questions.expects("clarify", ref));
  // To this method no answer is a mistake that comes too late, whoever was faster.
  if (!isOpen) return { status: "expired" as const, remaining: [] };
  return { ...respond(context, { kind: "clarify", key: "answer", ref, value }), remaining: [] };
});

const sudo = implement(sudoRespond, (params, context: CallContext) => {
  const { password: value } = params;
  return respond(context, { kind: "sudo", key: "password", ref: refOf(params), value });
});

const secret = implement(secretRespond, (params, context: CallContext) => {
  const { value } = params;
  return respond(context, { kind: "secret", key: "value", ref: refOf(params), value });
});

const terminalRead = implement(terminalReadRespond, (params, context: CallContext) => {
  const { text: value } = params;
  return respond(context, { kind: "terminal_read", key: "text", ref: refOf(params), value });
});

const approval = implement(approvalRespond, (params, { registry }: CallContext) => {
  const session = registry.get(params.session_id);
  const resolved = session.questions.decide(params.choice, { ...refOf(params), all: params.all });
  if (resolved > 0) session.touch();
  return { resolved };
});

/** See the module. */
export const answerMethods: Method<CallContext>[] = [
  clarify,
  lock,
  sudo,
  secret,
  terminalRead,
  approval,
];
