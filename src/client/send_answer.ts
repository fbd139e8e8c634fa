/**
 * @module
 */
import { cancellable } from "./cancellable.ts";
import { codes, hasCode } from "./errors.ts";
import type { Outbox } from "./outbox.ts";
import { answerCall, type Question } from "./questions.ts";

/** An answer, and the question it is to. */
export interface Answer {
  readonly question: Question;
  readonly answer: string;
  /** The answer's own id: sent again, it counts once. */
  readonly id: string;
  readonly signal: AbortSignal | undefined;
}

/** Puts an answer into an outbox. `gone`: somebody was faster, or the question waits no more. */
export function sendAnswer(
  outbox: Outbox,
  { question, answer, id, signal }: Answer,
): Promise<"taken" | "gone"> {
  const { method, params } = answerCall(question, answer);
  return cancellable(signal, ({ resolve, reject }) =>
    outbox.add({
      method,
      params: { ...params, client_message_id: id },
      taken: ({ resolved, status }) =>
        resolve(resolved === 0 || status === "expired" ? "gone" : "taken"),
      failed(error) {
        if (hasCode(error, codes.nothingPending)) return resolve("gone");
        reject(error);
      },
    }));
}
