/** A clock that stands still until it is moved. */
// @ts-types="npm:@types/sinonjs__fake-timers"
import FakeTimers from "@sinonjs/fake-timers";
import type { Clock } from "../../src/lib/clock.ts";

export interface FakeClock {
  readonly clock: Clock;
  /** Moves time forward by `ms` milliseconds and runs what becomes due, in its order. */
  tick(ms: number): void;
  /** How many timers wait. */
  readonly timers: number;
}

/** @param now wall clock at the start, milliseconds since the epoch */
export function fakeClock(now: number = Date.UTC(2026, 0, 1)): FakeClock {
  // Its timers are numbers on every runtime but Node.
  const time = FakeTimers.createClock(now) as FakeTimers.BrowserClock;
  return {
    clock: {
      now: () => time.now,
      monotonic: () => time.performance.now(),
      after(ms, callback) {
        const id = time.setTimeout(callback, ms);
        return { cancel: () => time.clearTimeout(id) };
      },
    },
    tick: (ms) => void time.tick(ms),
    get timers() {
      return time.countTimers();
    },
  };
}
