/**
 * @module
 */
import { seats } from "../../session/presence.ts";
import type { Session } from "../../session/session.ts";
import type { CallContext } from "../call_context.ts";

/** A live session as a window that opens now should show it: PROTOCOL 3.1.3. */
export function livePayload(session: Session, { options, caller }: CallContext) {
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
    pending: session.questions.open().map(({ kind: { type }, payload, seq }) => ({
      ...{ type, session_id: session.id, seq },
      // Whatever it asks, it has an id to be answered by.
      payload: payload as typeof payload & { request_id: string },
    })),
    seq: session.journal.latest,
    epoch: options.store.epoch,
    role: caller.roleIn(session),
    viewers: seats(session),
    ...(inflight === undefined ? {} : { inflight }),
  };
}
