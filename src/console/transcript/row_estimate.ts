/**
 * How high a row will about be, before it has been measured: the scroll bar is honest from the start.
 *
 * @module
 */
import type { Entry } from "../entries.ts";

/** Characters on a line of a wide window. */
const LINE_CHARS = 90;
const LINE_PIXELS = 24;

/** The height of a row, in pixels. */
export function estimateHeight(entry: Entry | undefined): number {
  if (entry === undefined) return LINE_PIXELS;
  if (entry.kind === "tool") return 52;
  const text = entry.kind === "user" ? entry.text : entry.text.slice(0, 20_000);
  const frame = {
    user: 60,
    answer: entry.kind === "answer" && entry.reasoning !== "" ? 96 : 60,
    note: 40,
  };
  return frame[entry.kind] + lines(text) * LINE_PIXELS;
}

function lines(text: string): number {
  return Math.ceil(text.length / LINE_CHARS);
}
