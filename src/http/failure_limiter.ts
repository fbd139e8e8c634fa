/**
 * Counts wrong guesses by address.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { attemptKey } from "./address.ts";

/** How many wrong guesses an address has. */
export interface FailureLimiterOptions {
  clock: Clock;
  /** Wrong guesses in a row before the address has to wait. Default 10. */
  burst?: number;
  /** Milliseconds after which one guess is regained. Default 6,000: ten a minute. */
  regainMs?: number;
  /** Addresses remembered; over it the one unseen for longest is forgotten. Default 10,000. */
  maxAddresses?: number;
}

interface Bucket {
  left: number;
  /** Monotonic milliseconds at which `left` was true. */
  at: number;
}

/** A token bucket an address: only failures take from it. */
export class FailureLimiter {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #regainMs: number;
  readonly #maxAddresses: number;
  // In order of last failure, oldest first.
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: FailureLimiterOptions) {
    const { clock, burst = 10, regainMs = 6_000, maxAddresses = 10_000 } = options;
    this.#clock = clock;
    this.#burst = burst;
    this.#regainMs = regainMs;
    this.#maxAddresses = maxAddresses;
  }

  /** Addresses remembered at the moment. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Whole seconds until `address` may guess again; 0: now. */
  waitSeconds(address: string): number {
    const left = this.#left(attemptKey(address));
    return left >= 1 ? 0 : Math.ceil(((1 - left) * this.#regainMs) / 1000);
  }

  /** Takes guesses from `address`. Those made at once may leave it with a debt, to be regained first. */
  recordFailure(address: string, guesses = 1): void {
    const key = attemptKey(address);
    const before = this.#left(key);
    const left = Math.max(before - guesses, Math.min(before, 1 - guesses));
    this.#buckets.delete(key);
    this.#buckets.set(key, { left, at: this.#clock.monotonic() });
    this.#forgetOldest();
  }

  #left(key: string): number {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return this.#burst;
    const regained = (this.#clock.monotonic() - bucket.at) / this.#regainMs;
    return Math.min(this.#burst, bucket.left + regained);
  }

  #forgetOldest(): void {
    if (this.#buckets.size <= this.#maxAddresses) return;
    for (const oldest of this.#buckets.keys()) {
      this.#buckets.delete(oldest);
      return;
    }
  }
}
