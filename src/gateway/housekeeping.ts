/**
 * Keeps the store from growing without end.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { type Retention, type Store, StoreError } from "../store/store.ts";

/** The first look is not part of a start; then hourly. */
const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;
/** Between two steps of one tidying others have their turn. */
const PAUSE_MS = 20;

/** Lets the store forget what retention does not cover, in small steps. Answers how to stop. */
export function keepTidy(
  { store, retention, clock, logger }: {
    store: Store;
    retention: Retention;
    clock: Clock;
    logger: Logger;
  },
): () => void {
  let timer: Timer;
  const later = (ms: number) => timer = clock.after(ms, step);
  later(FIRST_MS);
  return () => timer.cancel();

  function step(): void {
    let more = false;
    try {
      more = store.tidy(retention, clock.now());
    } catch (fault) {
      if (!(fault instanceof StoreError)) throw fault;
      logger.warn("cannot tidy the store now", { why: fault.message });
    }
    later(more ? PAUSE_MS : EVERY_MS);
  }
}
