/**
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";

/**
 * An interrupted turn whose agent has not returned yet. The agent gets some time, counted from the
 * interrupt; whoever wants to use it next waits until it has returned, or has been given up.
 */
export class LingeringTurn {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #onStuck: () => void;
  #timer: Timer | undefined;
  #gone: Promise<void> | undefined;
  #end: (() => void) | undefined;

  /** @param onStuck called when the time is over and the agent has still not returned */
  constructor(clock: Clock, patienceMs: number, onStuck: () => void) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#onStuck = onStuck;
  }

  /** Starts the time. `settled` resolves when the agent has returned. */
  watch(settled: Promise<void>): void {
    this.#timer?.cancel();
    const gone = new Promise<void>((resolve) => {
      const end = () => {
        if (this.#gone !== gone) return resolve();
        this.#timer?.cancel();
        this.#gone = undefined;
        resolve();
      };
      this.#end = end;
      this.#timer = this.#clock.after(this.#patienceMs, () => {
        const current = this.#gone === gone;
        end();
        if (current) this.#onStuck();
      });
      settled.then(end);
    });
    this.#gone = gone;
  }

  /** Whether the agent has not returned yet, and was not given up. */
  get lasts(): boolean {
    return this.#gone !== undefined;
  }

  /** Resolves when no agent lingers any more, or when `signal` aborts. */
  async gone(signal: AbortSignal): Promise<void> {
    // Most agents return within a microtask or two of being interrupted.
    await Promise.resolve();
    const gone = this.#gone;
    if (gone === undefined || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", done);
        resolve();
      };
      signal.addEventListener("abort", done, { once: true });
      gone.then(done);
    });
  }

  /** Stops the time, and lets go whoever waits. */
  close(): void {
    this.#end?.();
  }
}
