import type { Clock, Timer } from "../../../src/lib/clock.ts";

interface Pending {
  ms: number;
  at: number;
  run: () => void;
}

/** A clock that stands still until it is moved, and tells when somebody starts to wait. */
export class ManualClock implements Clock {
  #elapsed = 0;
  #pending = new Set<Pending>();
  #watchers: { matches: (ms: number) => boolean; resolve: () => void }[] = [];
  readonly #startedAt = Date.parse("2026-01-01T00:00:00Z");

  now(): number {
    return this.#startedAt + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, run: () => void): Timer {
    const timer = { ms, at: this.#elapsed + ms, run };
    this.#pending.add(timer);
    for (const watcher of this.#watchers.filter(({ matches }) => matches(ms))) watcher.resolve();
    this.#watchers = this.#watchers.filter(({ matches }) => !matches(ms));
    return { cancel: () => void this.#pending.delete(timer) };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#pending.size;
  }

  /** For how long each timer was set that waits, in milliseconds. */
  get waits(): number[] {
    return [...this.#pending].map(({ ms }) => ms);
  }

  /** Resolves once a timer is waiting that was set for exactly `wanted` ms, or that it matches. */
  armed(wanted: number | ((ms: number) => boolean)): Promise<void> {
    const matches = typeof wanted === "number" ? (ms: number) => ms === wanted : wanted;
    if (this.waits.some(matches)) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ matches, resolve }));
  }

  /** Moves time forward and runs what became due, in its order. */
  advance(ms: number): void {
    this.#elapsed += ms;
    const due = [...this.#pending].filter(({ at }) => at <= this.#elapsed);
    for (const timer of due.sort((a, b) => a.at - b.at)) {
      if (this.#pending.delete(timer)) timer.run();
    }
  }
}
