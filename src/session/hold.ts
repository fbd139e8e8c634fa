/**
 * @module
 */
import { untilAborted } from "../lib/until_aborted.ts";
import { withResolvers } from "../lib/with_resolvers.ts";

/** What a session does beside its turns and no turn may overlap with: one that begins waits for it. */
export class Hold {
  #held: Promise<void> | undefined;

  /** Whether turns wait. */
  get active(): boolean {
    return this.#held !== undefined;
  }

  /** Keeps turns waiting until `work` has ended. Only while nothing else does. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#held !== undefined) {
      throw new Error("Cannot hold turns back: they are held back already");
    }
    const { promise, resolve } = withResolvers<void>();
    this.#held = promise;
    try {
      return await work();
    } finally {
      this.#held = undefined;
      resolve();
    }
  }

  /** Resolves when a turn may begin, or when `signal` aborts. */
  async gone(signal: AbortSignal): Promise<void> {
    while (this.#held !== undefined && !signal.aborted) await untilAborted(this.#held, signal);
  }
}
