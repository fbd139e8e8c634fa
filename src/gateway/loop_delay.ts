/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";

/**
 * How often the loop is asked how late it is: a stall of 100 ms and more cannot hide between two ticks, and
 * ten timers a second are no load.
 */
const TICK_MS = 100;

/**
 * Measures how late timers are: what a call had to wait before anybody looked at it. Runs only where
 * somebody measures.
 *
 * @returns stops it
 */
export function sampleLoopDelay(clock: Clock, hear: (ms: number) => void): () => void {
  let due = clock.monotonic() + TICK_MS;
  let timer = clock.after(TICK_MS, tick);

  function tick(): void {
    const now = clock.monotonic();
    hear(Math.max(0, now - due));
    due = now + TICK_MS;
    timer = clock.after(TICK_MS, tick);
  }

  return () => timer.cancel();
}
