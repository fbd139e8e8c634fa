/**
 * Time, handed in. Everything that waits or measures takes a {@linkcode Clock}, so a test moves time
 * by hand instead of sleeping.
 *
 * @module
 */

/** A timer that has been set. Cancelling it twice, or after it ran, does nothing. */
export interface Timer {
  /** Keeps it from running. */
  cancel(): void;
}

/** Where time comes from. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. May jump; never subtract two of these. */
  now(): number;
  /** Milliseconds since an arbitrary start. Never goes backwards; use it to measure. */
  monotonic(): number;
  /** Calls `callback` once, `ms` milliseconds from now. */
  after(ms: number, callback: () => void): Timer;
}

/**
 * The real clock.
 *
 * The globals are looked up at each call, not captured: a test that installs fake timers moves this
 * clock and the `debounce` of @std/async with one hand.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    const handle = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(handle) };
  },
};

/**
 * Resolves after `ms` milliseconds, or as soon as `signal` aborts; never rejects, so a caller looks at
 * its signal to learn which of the two it was.
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      timer.cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = clock.after(ms, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
