/**
 * Tells the windows of a session of each other.
 *
 * @module
 */
import { events } from "../protocol/events.ts";
import type { Seat } from "../protocol/shapes.ts";
import type { Session } from "./session.ts";

/** Who watches a session, in the order in which they came. */
export function seats(session: Session): Seat[] {
  return session.audience.viewers.map(({ seat }) => ({ ...seat }));
}

/** Says who watches now, unless the window that came, or changed, is the one that would hear it. */
export function tellPresence(session: Session, change: "here" | "gone" = "here"): void {
  if (change === "here" && session.audience.size < 2) return;
  session.emit(events.sessionViewers, { viewers: seats(session) });
}
