/** What the tests of the pipes share: a clock moved by hand, pipes that do what a test says. */
import type { Clock, Timer } from "../../src/lib/clock.ts";

/** A clock that stands still until it is moved. */
export class HandClock implements Clock {
  #at = 0;
  readonly #timers = new Set<{ due: number; callback: () => void }>();
  #armed: (() => void)[] = [];

  now(): number {
    return Date.parse("2026-07-01T12:00:00Z") + this.#at;
  }

  monotonic(): number {
    return this.#at;
  }

  after(ms: number, callback: () => void): Timer {
    const timer = { due: this.#at + ms, callback };
    this.#timers.add(timer);
    for (const resolve of this.#armed.splice(0)) resolve();
    return { cancel: () => void this.#timers.delete(timer) };
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Resolves once a timer waits. */
  async armed(): Promise<void> {
    if (this.#timers.size > 0) return;
    await new Promise<void>((resolve) => this.#armed.push(resolve));
  }

  advance(ms: number): void {
    this.#at += ms;
    for (const timer of [...this.#timers]) {
      if (timer.due <= this.#at && this.#timers.delete(timer)) timer.callback();
    }
  }
}

/** The far end of a pipe that is written to. */
export class TestPipe {
  readonly #chunks: Uint8Array[] = [];
  /** What each call of `write` is to do, in order; then everything is taken. */
  readonly plan: (number | Error)[] = [];
  #frozen: (() => void)[] | undefined;

  readonly write = async (bytes: Uint8Array): Promise<number> => {
    await this.#thaw();
    const step = this.plan.shift() ?? bytes.length;
    if (step instanceof Error) throw step;
    this.#chunks.push(bytes.slice(0, step));
    return Math.min(step, bytes.length);
  };

  get calls(): number {
    return this.#chunks.length;
  }

  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  get bytes(): Uint8Array {
    const all = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  /** Nobody reads until `resume`. */
  freeze(): void {
    this.#frozen ??= [];
  }

  resume(): void {
    const waiting = this.#frozen ?? [];
    this.#frozen = undefined;
    for (const go of waiting) go();
  }

  async #thaw(): Promise<void> {
    const frozen = this.#frozen;
    if (frozen !== undefined) await new Promise<void>((resolve) => frozen.push(resolve));
  }
}

/** An error as runtimes throw it: with a `code`. */
export function codedError(code: string): Error {
  return Object.assign(new Error(`${code} happened`), { code });
}

/** Lets everything that waits for nothing but promises run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
