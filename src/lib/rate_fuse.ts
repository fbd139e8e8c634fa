/**
 * @module
 */
import type { Clock } from "./clock.ts";

/** What a {@linkcode RateFuse} stands. */
export interface RateFuseOptions {
  clock: Clock;
  /** Things a second, on average over a window. Default 20,000: a hundred times what a model streams. */
  perSecond?: number;
  /** Milliseconds. A burst may take up what is allowed for a window at once. Default 5,000. */
  windowMs?: number;
}

/** Tells when somebody sends more than can be meant, and for longer than a burst. */
export class RateFuse {
  /** Things a second that are let through, for a message. */
  readonly perSecond: number;
  readonly #clock: Clock;
  readonly #windowMs: number;
  readonly #limit: number;
  #windowStart: number;
  #count = 0;
  #blown = false;

  constructor({ clock, perSecond = 20_000, windowMs = 5_000 }: RateFuseOptions) {
    this.perSecond = perSecond;
    this.#clock = clock;
    this.#windowMs = windowMs;
    this.#limit = perSecond * windowMs / 1_000;
    this.#windowStart = clock.monotonic();
  }

  /** Whether there were too many once. It stays so. */
  get blown(): boolean {
    return this.#blown;
  }

  /** Counts `things` more. `false`: that is too many, or was before. */
  count(things = 1): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#windowStart >= this.#windowMs) {
      this.#windowStart = now;
      this.#count = 0;
    }
    this.#count += things;
    if (this.#count > this.#limit) this.#blown = true;
    return !this.#blown;
  }
}
