/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";

/** PROTOCOL 2.3: a tick every 2 s; a drift of more than 5 s is worth a line. */
const TICK_MS = 2_000;
const DRIFT_MS = 5_000;

/**
 * Notices when the event loop stood still: a tick that comes much too late could not come earlier.
 *
 * @returns stops the watchdog
 */
export function watchLoop(clock: Clock, logger: Logger): () => void {
  let due = clock.monotonic() + TICK_MS;
  let timer = clock.after(TICK_MS, tick);

  function tick(): void {
    const now = clock.monotonic();
    const drift = now - due;
    if (drift > DRIFT_MS) logger.warn(`event loop stalled ${(drift / 1000).toFixed(1)}s`);
    due = now + TICK_MS;
    timer = clock.after(TICK_MS, tick);
  }

  return () => timer.cancel();
}
