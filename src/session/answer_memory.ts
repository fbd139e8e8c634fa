/**
 * @module
 */

/** Answers remembered a session; far more than one client that reconnects repeats. */
const REMEMBERED = 256;

/** Which answer it was: what it was to, and the client's own id of it. */
export interface AnswerKey {
  kind: string;
  /** Empty: whichever was the oldest. */
  requestId: string;
  clientId: string;
}

/**
 * How many questions each of the newest answers settled, so that one sent again settles no more. What was
 * answered is not kept.
 */
export class AnswerMemory {
  readonly #settled = new Map<string, number>();

  /** `undefined`: it is new. */
  recall(key: AnswerKey): number | undefined {
    return this.#settled.get(nameOf(key));
  }

  remember(key: AnswerKey, settled: number): void {
    this.#settled.set(nameOf(key), settled);
    if (this.#settled.size <= REMEMBERED) return;
    const [oldest] = this.#settled.keys();
    if (oldest !== undefined) this.#settled.delete(oldest);
  }
}

function nameOf({ kind, requestId, clientId }: AnswerKey): string {
  return JSON.stringify([kind, requestId, clientId]);
}
