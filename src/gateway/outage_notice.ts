/**
 * @module
 */
import { events } from "../protocol/events.ts";
import type { Session } from "../session/session.ts";
import type { Store } from "../store/store.ts";

/** What whoever watches a session is told while it cannot be kept. */
export function outageText(why: string): string {
  return `Conversations cannot be kept for now (${why}); they go on in memory.`;
}

/** Tells a session that was opened while the store is out; those that were there have been told. */
export function tellOutage(session: Session, store: Store): void {
  const { outage } = store;
  if (outage === undefined) return;
  // Behind the answer to the request that opened it: before that no client knows the session.
  queueMicrotask(() => {
    session.emit(events.statusUpdate, { kind: "warn", text: outageText(outage) });
  });
}
