/**
 * @module
 */
import type { EventKind, Payload } from "./event_kind.ts";

const BEFORE_PARAMS = '{"jsonrpc":"2.0","method":"event","params":';

/**
 * Encodes an event of a session. Members of `params` come in the order type, session_id, payload, seq;
 * an event without payload has no payload member.
 *
 * @param where.sessionId the live id, or `""` for everybody; it goes out as it is, without escaping
 * @param where.seq number of the event in its session, from 1; `undefined`: outside the numbering
 * @throws {TypeError} if JSON cannot say the payload
 */
export function encodeSessionEvent(
  kind: EventKind,
  payload: Payload,
  where: { sessionId: string; seq: number | undefined },
): string {
  return encodeBehind(sessionEventHead(kind, where.sessionId), payload, where.seq);
}

/** How every frame of a kind begins in a session; it is worth keeping. */
export function sessionEventHead(kind: EventKind, sessionId: string): string {
  return `${BEFORE_PARAMS}{"type":"${kind.type}","session_id":"${sessionId}"`;
}

/** As {@linkcode encodeSessionEvent}, behind a head made earlier. */
export function encodeBehind(head: string, payload: Payload, seq: number | undefined): string {
  const said = payload === undefined ? "" : `,"payload":${JSON.stringify(payload)}`;
  const numbered = seq === undefined ? "" : `,"seq":${seq}`;
  return `${head}${said}${numbered}}}`;
}

/** The `params` of an encoded event, as they are: what is replayed need not be read. */
export function paramsOf(frame: string): string {
  return frame.slice(BEFORE_PARAMS.length, -1);
}

/** Encodes the one event that belongs to no session and has no `session_id` at all. */
export function encodeConnectionEvent(kind: EventKind, payload: NonNullable<Payload>): string {
  return `${BEFORE_PARAMS}{"type":"${kind.type}","payload":${JSON.stringify(payload)}}}`;
}
