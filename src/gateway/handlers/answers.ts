/**
 * Answers to questions of agents. No agent can ask one yet, so every answer comes too late.
 *
 * @module
 */
import {
  approvalRespond,
  clarifyRespond,
  secretRespond,
  sudoRespond,
  terminalReadRespond,
} from "../../protocol/chat_methods.ts";
import { wireError } from "../../protocol/errors.ts";
import { implement, type Method } from "../../rpc/method.ts";
import type { CallContext } from "../call_context.ts";

function tooLate(key: string): never {
  throw wireError("noPendingRequest", `no pending ${key} request`);
}

const approval = implement(approvalRespond, ({ session_id }, { registry }: CallContext) => {
  registry.get(session_id);
  return { resolved: 0 };
});

/** See the module. */
export const answerMethods: Method<CallContext>[] = [
  implement(clarifyRespond, () => tooLate("answer")),
  implement(sudoRespond, () => tooLate("password")),
  implement(secretRespond, () => tooLate("value")),
  implement(terminalReadRespond, () => tooLate("text")),
  approval,
];
