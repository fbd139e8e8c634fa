/**
 * @module
 */
import { type Clock, sleep } from "./clock.ts";

/** How long {@linkcode Pending.settle} waits at most. */
export interface Patience {
  clock: Clock;
  /** Milliseconds. */
  ms: number;
  /** Ends the wait at once. */
  signal?: AbortSignal | undefined;
}

/** Work that goes on by itself, and that an end should wait for, though not for ever. */
export class Pending {
  readonly #works = new Set<Promise<unknown>>();

  /** How much of it has not settled yet. */
  get size(): number {
    return this.#works.size;
  }

  /** What the work comes to, a rejection too, is the giver's business. */
  add(work: Promise<unknown>): void {
    const gone = () => void this.#works.delete(work);
    this.#works.add(work);
    work.then(gone, gone);
  }

  /** Waits until nothing is left, as long as patience lasts. Answers how much is left then. */
  async settle({ clock, ms, signal }: Patience): Promise<number> {
    if (this.#works.size === 0 || signal?.aborted) return this.#works.size;
    const over = new AbortController();
    const end = () => over.abort();
    signal?.addEventListener("abort", end, { once: true });
    await Promise.race([this.#settled(), sleep(clock, ms, over.signal)]);
    signal?.removeEventListener("abort", end);
    end();
    return this.#works.size;
  }

  // What settles may have begun more.
  async #settled(): Promise<void> {
    while (this.#works.size > 0) await Promise.allSettled(this.#works);
  }
}
