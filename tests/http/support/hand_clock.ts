import type { Clock } from "../../../src/lib/clock.ts";
import { withResolvers } from "../../../src/lib/with_resolvers.ts";

/** A clock moved by hand. Timers run when time is moved past them. */
export class HandClock implements Clock {
  #at = 0;
  #timerSet = withResolvers<void>();
  #timers: { due: number; callback: () => void }[] = [];

  now(): number {
    return 1_700_000_000_000 + this.#at;
  }

  monotonic(): number {
    return this.#at;
  }

  after(ms: number, callback: () => void): { cancel(): void } {
    const timer = { due: this.#at + ms, callback };
    this.#timers.push(timer);
    this.#timerSet.resolve();
    return { cancel: () => this.#timers = this.#timers.filter((other) => other !== timer) };
  }

  /** Resolves once somebody has set a timer, now or earlier. */
  get timerSet(): Promise<void> {
    return this.#timerSet.promise;
  }

  /** Timers that are set. */
  get timers(): number {
    return this.#timers.length;
  }

  advance(ms: number): void {
    this.#at += ms;
    const due = this.#timers.filter((timer) => timer.due <= this.#at);
    this.#timers = this.#timers.filter((timer) => timer.due > this.#at);
    for (const timer of due) timer.callback();
  }
}
