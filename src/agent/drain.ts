/**
 * @module
 */
import { untilAborted } from "../lib/until_aborted.ts";
import type { Ask } from "./question.ts";

/**
 * Whether the reader of a queue has taken all that was in it: what is asked of a user waits for that, so
 * that it is not shown before what was said ahead of it.
 */
export class Drain {
  #dry = false;
  #waiting: (() => void)[] = [];

  /** Something was put into the queue. */
  filled(): void {
    this.#dry = false;
  }

  /** The reader has dealt with all it took and waits for more, or it reads no more. */
  ran(): void {
    this.#dry = true;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Resolves when the queue is dry, or as soon as `signal` aborts. */
  dry(signal: AbortSignal): Promise<void> {
    if (this.#dry) return Promise.resolve();
    return untilAborted(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
  }
}

/** An `ask` whose questions wait until the queue is dry, or until the turn they belong to is interrupted. */
export function askBehind(drain: Drain, ask: Ask, interrupted: AbortSignal): Ask {
  return async (question, signal) => {
    await drain.dry(interrupted);
    return await ask(question, signal);
  };
}
