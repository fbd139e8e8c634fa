/**
 * @module
 */
import type { WaitingAttachment } from "../../protocol/live_shapes.ts";
import type { PendingAttachment } from "../../session/pending_attachments.ts";
import { seats } from "../../session/presence.ts";
import type { Session } from "../../session/session.ts";
import { reference } from "../../workspace/path_completion.ts";
import type { CallContext } from "../call_context.ts";

/** A live session as a window that opens now should show it: PROTOCOL 3.1.3. */
export function livePayload(
  session: Session,
  context: CallContext,
  { details }: { details: boolean },
) {
  const { options, caller } = context;
  const inflight = session.inflight();
  const { turnId } = session.journal;
  const turn = turnId === undefined ? {} : { turn_id: turnId };
  return {
    info: session.info(),
    message_count: session.history.messages.length,
    messages: session.history.display({ details }),
    running: session.runner.running,
    session_id: session.id,
    session_key: session.storedId,
    started_at: session.createdAt / 1000,
    status: session.status,
    pending: session.questions.open().map(({ kind: { type }, payload, seq }) => ({
      ...{ type, session_id: session.id, seq, ...turn },
      // Whatever it asks, it has an id to be answered by.
      payload: payload as typeof payload & { request_id: string },
    })),
    seq: session.journal.latest,
    epoch: options.store.epoch,
    role: caller.roleIn(session),
    viewers: seats(session),
    ...(inflight === undefined ? {} : { inflight: { ...inflight, ...turn } }),
    ...(details ? unsaid(session, context) : {}),
  };
}

/** What no message says, and no event will say again. */
function unsaid(session: Session, { files }: CallContext) {
  const { memory } = session.runner;
  const ending = memory.endingAt(session.history.messages.at(-1));
  return {
    todos: memory.todos,
    attachments: files.pending(session).all.map(shown),
    ...(ending === undefined ? {} : { ending }),
  };
}

function shown({ path, name, size, attachment: { kind } }: PendingAttachment): WaitingAttachment {
  return {
    id: path,
    name,
    kind,
    ...(size === undefined ? {} : { bytes: size }),
    ...(kind === "file" ? { ref_text: reference("file", path) } : {}),
  };
}
