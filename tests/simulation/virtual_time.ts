/** Time that moves from timer to timer, and waits at each for what follows from it. */
import type { Clock } from "../../src/lib/clock.ts";

interface Due {
  at: number;
  order: number;
  run: () => void;
  /** It is a window's, and none of the gateway's. */
  windows: boolean;
}

const START = Date.UTC(2026, 0, 1, 12, 30, 15);

/**
 * Holds the real timers back until it is disposed of. One for many schedules: {@linkcode restart} begins
 * anew. Cheaper than a library's fake timers, and it never asks the event loop for a turn.
 */
export class VirtualTime implements Disposable {
  /** The gateway's. */
  readonly clock: Clock;
  /** The windows': their timers outlive a gateway. */
  readonly windows: Clock;
  readonly #real = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
  readonly #due = new Map<number, Due>();
  #now = START;
  #ids = 0;
  #fired = 0;

  constructor() {
    const set = (run: () => void, ms = 0) => this.#set(run, ms, false);
    const clear = (id?: number) => void this.#due.delete(id ?? -1);
    // Only what the gateway uses of it: a number to cancel by.
    globalThis.setTimeout = set as unknown as typeof globalThis.setTimeout;
    globalThis.clearTimeout = clear as unknown as typeof globalThis.clearTimeout;
    const clockOf = (windows: boolean): Clock => ({
      now: () => this.#now,
      monotonic: () => this.#now - START,
      after: (ms, run) => {
        const id = this.#set(run, ms, windows);
        return { cancel: () => clear(id) };
      },
    });
    this.clock = clockOf(false);
    this.windows = clockOf(true);
  }

  /** Milliseconds since the start. */
  get elapsed(): number {
    return this.#now - START;
  }

  /** How many timers of the gateway wait. */
  get timers(): number {
    return this.#count(false);
  }

  /** How many timers of windows wait. */
  get windowTimers(): number {
    return this.#count(true);
  }

  /** How many timers have come due. */
  get fired(): number {
    return this.#fired;
  }

  /** Back to the start, without a timer. */
  restart(): void {
    this.#due.clear();
    this.#now = START;
    this.#ids = 0;
  }

  /** The process whose timers these are is dead. */
  forgetTimers(): void {
    for (const [id, { windows }] of this.#due) if (!windows) this.#due.delete(id);
  }

  /** Moves time forward; `between` is awaited after each timer that came due. */
  async pass(ms: number, between: () => Promise<void>): Promise<void> {
    const until = this.#now + ms;
    for (let next = this.#first(); next !== undefined && next[1].at <= until;) {
      const [id, { at, run }] = next;
      this.#due.delete(id);
      this.#now = Math.max(this.#now, at);
      this.#fired++;
      run();
      await between();
      next = this.#first();
    }
    this.#now = until;
  }

  /** Lets the real event loop have a turn: a run of thousands never gives it one otherwise. */
  breathe(): Promise<void> {
    return new Promise((resolve) => void this.#real.set.call(globalThis, resolve, 0));
  }

  [Symbol.dispose](): void {
    globalThis.setTimeout = this.#real.set;
    globalThis.clearTimeout = this.#real.clear;
  }

  #count(windows: boolean): number {
    let count = 0;
    for (const due of this.#due.values()) if (due.windows === windows) count++;
    return count;
  }

  #set(run: () => void, ms: number, windows: boolean): number {
    const id = ++this.#ids;
    this.#due.set(id, { at: this.#now + Math.max(0, ms), order: id, run, windows });
    return id;
  }

  #first(): [number, Due] | undefined {
    let first: [number, Due] | undefined;
    for (const entry of this.#due) {
      if (first === undefined || entry[1].at < first[1].at) first = entry;
    }
    return first;
  }
}
