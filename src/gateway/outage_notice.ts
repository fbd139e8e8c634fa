/**
 * @module
 */
import { events } from "../protocol/events.ts";
import type { Session } from "../session/session.ts";
import type { Store } from "../store/store.ts";
import type { Notices } from "./notices.ts";

/** What whoever watches a session is told while it cannot be kept. */
export function outageText(why: string): string {
  return `Conversations cannot be kept for now (${why}); they go on in memory.`;
}

/** What they are told once it can. */
export const KEPT_AGAIN = "Conversations are kept again.";

const KEY = "store";
const SHOWN_MS = 8_000;

/** Shows to everybody, until it is over, that the store is out; `undefined`: that it is over. */
export function noticeOutage(outage: string | undefined, notices: Notices): void {
  if (outage !== undefined) {
    const text = outageText(outage);
    return notices.show({ key: KEY, kind: "store", level: "error", text, ttlMs: null });
  }
  if (notices.standing(KEY) === undefined) return;
  notices.clear(KEY);
  const back = { key: "store.back", kind: "store", level: "success", text: KEPT_AGAIN } as const;
  notices.show({ ...back, ttlMs: SHOWN_MS });
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
