/** The time of the whole process, moved by hand: also that of libraries which call setTimeout themselves. */
// @ts-types="npm:@types/sinonjs__fake-timers"
import FakeTimers from "@sinonjs/fake-timers";
import { type Clock, systemClock } from "../../src/lib/clock.ts";

/** Holds the real timers back until it is disposed of: `using time = new GlobalTime()`. */
export class GlobalTime implements Disposable {
  readonly clock: Clock;
  readonly #time: FakeTimers.InstalledClock;
  readonly #start: number;
  #jumped = 0;

  /** @param now wall clock at the start, milliseconds since the epoch */
  constructor(now: number = Date.UTC(2026, 0, 1, 12, 30, 15)) {
    this.#time = FakeTimers.install({ now, toFake: ["setTimeout", "clearTimeout"] });
    this.#start = now;
    this.clock = {
      now: () => this.#time.now,
      monotonic: () => this.#time.now - this.#start - this.#jumped,
      after: systemClock.after,
    };
  }

  /** How many timers wait. */
  get timers(): number {
    return this.#time.countTimers();
  }

  /** Moves time forward and runs what becomes due, without letting a promise settle in between. */
  tick(ms: number): void {
    this.#time.tick(ms);
  }

  /** Moves time forward and lets every promise settle that can. */
  async pass(ms: number = 0): Promise<void> {
    await this.#time.tickAsync(ms);
  }

  /** The wall clock is set to another time; nothing waits longer or shorter for that. */
  setWallClock(ms: number): void {
    this.#jumped += ms;
    this.#time.setSystemTime(this.#time.now + ms);
  }

  [Symbol.dispose](): void {
    this.#time.uninstall();
  }
}
