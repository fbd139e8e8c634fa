/**
 * @module
 */
import type { Clock, Timer } from "../../lib/clock.ts";

/** Aborts after a silence, or with another signal. Whoever made it ends it. */
export class SilenceLimit {
  readonly #abort = new AbortController();
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #outer: AbortSignal;
  #timer: Timer;

  /** @param ms the longest silence, in milliseconds */
  constructor(outer: AbortSignal, { clock, ms }: { clock: Clock; ms: number }) {
    this.#clock = clock;
    this.#ms = ms;
    this.#outer = outer;
    this.#timer = clock.after(ms, this.#strike);
    outer.addEventListener("abort", this.#strike, { once: true });
    if (outer.aborted) this.#strike();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** There was a sign of life: the silence begins anew. */
  heard(): void {
    this.#timer.cancel();
    this.#timer = this.#clock.after(this.#ms, this.#strike);
  }

  end(): void {
    this.#timer.cancel();
    this.#outer.removeEventListener("abort", this.#strike);
  }

  readonly #strike = (): void => this.#abort.abort();
}
