/**
 * @module
 */
import type { Session } from "../../session/session.ts";

/** A live session as a window that opens now should show it: PROTOCOL 3.1.3. */
export function livePayload(session: Session, epoch: string) {
  const inflight = session.inflight();
  return {
    info: session.info(),
    message_count: session.history.messages.length,
    messages: session.history.display(),
    running: session.runner.running,
    session_id: session.id,
    session_key: session.storedId,
    started_at: session.createdAt / 1000,
    status: session.status,
    seq: session.journal.latest,
    epoch,
    ...(inflight === undefined ? {} : { inflight }),
  };
}
