/**
 * @module
 */
import { sessionEventStart } from "./event_frame.ts";
import type { EventKind } from "./event_kind.ts";
import { events } from "./events.ts";

const STARTS = (Object.values(events) as EventKind[])
  .filter(({ merge }) => merge !== undefined)
  .map(sessionEventStart);

/** Whether a frame is a piece of a stream: an event of a kind whose neighbours may be joined. */
export function isStreamFrame(frame: string): boolean {
  return STARTS.some((start) => frame.startsWith(start));
}
