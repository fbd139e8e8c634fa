/**
 * @module
 */
import type { EventKind, Payload } from "./event_kind.ts";

const BEFORE_PARAMS = '{"jsonrpc":"2.0","method":"event","params":';

/** How every event begins, up to its type. Of all frames only events have a `method`. */
export const EVENT_START = `${BEFORE_PARAMS}{"type":"`;

/** Where an event belongs. */
export interface EventPlace {
  /** The live id, or `""` for everybody; it goes out as it is, without escaping. */
  sessionId: string;
  /** Number of the event in its session, from 1; `undefined`: outside the numbering. */
  seq: number | undefined;
  /** The turn it is of; `undefined`: of none. It goes out as it is, too. */
  turnId?: string | undefined;
}

/**
 * Encodes an event of a session. Members of `params` come in the order type, session_id, payload, turn_id,
 * seq; an event without payload has no payload member.
 *
 * @throws {TypeError} if JSON cannot say the payload
 */
export function encodeSessionEvent(
  kind: EventKind,
  payload: Payload,
  { sessionId, seq, turnId }: EventPlace,
): string {
  const tail = seq === undefined ? "" : `${seqLead(turnId)}${seq}`;
  return encodeBehind(sessionEventHead(kind, sessionId), payload, tail);
}

/** How every frame of a kind begins in a session; it is worth keeping. */
export function sessionEventHead(kind: EventKind, sessionId: string): string {
  return `${EVENT_START}${kind.type}","session_id":"${sessionId}"`;
}

/** What stands before the number of every event of a turn, or of none; it is worth keeping. */
export function seqLead(turnId: string | undefined): string {
  return turnId === undefined ? ',"seq":' : `,"turn_id":"${turnId}","seq":`;
}

/** As {@linkcode encodeSessionEvent}, behind a head and before a tail made earlier. */
export function encodeBehind(head: string, payload: Payload, tail: string): string {
  if (payload === undefined) return `${head}${tail}}}`;
  // Joined, not added: V8 makes a tree of what is added, and each of its nodes is copied by every collection
  // for as long as a journal has the frame.
  return [head, ',"payload":', JSON.stringify(payload), tail, "}}"].join("");
}

/** The `params` of an encoded event, as they are: what is replayed need not be read. */
export function paramsOf(frame: string): string {
  return frame.slice(BEFORE_PARAMS.length, -1);
}

/** Encodes the one event that belongs to no session and has no `session_id` at all. */
export function encodeConnectionEvent(kind: EventKind, payload: NonNullable<Payload>): string {
  return `${EVENT_START}${kind.type}","payload":${JSON.stringify(payload)}}}`;
}
