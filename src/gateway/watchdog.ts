/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";

/** PROTOCOL 2.3: a tick every 2 s; a drift of more than 5 s is worth a line. */
const TICK_MS = 2_000;
const DRIFT_MS = 5_000;
/** Of those who may have held the loop, so many are named. */
const MAX_SUSPECTS = 8;

/**
 * Notices when the event loop stood still: a tick that comes much too late could not come earlier.
 *
 * @param suspects answers whose work runs on this loop now. Those named are who had work before or after: who
 * held the loop cannot be seen, for nobody could look
 * @returns stops the watchdog
 */
export function watchLoop(
  clock: Clock,
  logger: Logger,
  suspects: () => readonly string[] = () => [],
): () => void {
  let before = suspects();
  let due = clock.monotonic() + TICK_MS;
  let timer = clock.after(TICK_MS, tick);

  function tick(): void {
    const now = clock.monotonic();
    const drift = now - due;
    const running = suspects();
    if (drift > DRIFT_MS) {
      const named = [...new Set([...before, ...running])].slice(0, MAX_SUSPECTS);
      const fields = named.length === 0 ? {} : { sessions: named };
      logger.warn(`event loop stalled ${(drift / 1000).toFixed(1)}s`, fields);
    }
    before = running;
    due = now + TICK_MS;
    timer = clock.after(TICK_MS, tick);
  }

  return () => timer.cancel();
}
