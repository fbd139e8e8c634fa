/**
 * @module
 */
import { EVENT_START } from "./event_frame.ts";
import type { EventKind } from "./event_kind.ts";
import { events } from "./events.ts";

const TYPES = (Object.values(events) as EventKind[])
  .filter(({ merge }) => merge !== undefined)
  .map(({ type }) => `${type}"`);

// Where frames begin to differ: an answer has its `id` there, or its `error`.
const METHOD_AT = EVENT_START.indexOf("method");
const METHOD = EVENT_START.charCodeAt(METHOD_AT);

/**
 * Whether a frame is a piece of a stream: an event of a kind whose neighbours may be joined.
 *
 * @param frame one of the gateway's own: only where such differ is it looked at, since this is done for each
 */
export function isStreamFrame(frame: string): boolean {
  if (frame.charCodeAt(METHOD_AT) !== METHOD) return false;
  return TYPES.some((type) => frame.startsWith(type, EVENT_START.length));
}
