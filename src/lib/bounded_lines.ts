/**
 * Lines of a byte stream that somebody else writes, who may write anything.
 *
 * @module
 */
import { LineSplitter } from "./line_splitter.ts";

/** What {@linkcode boundedLines} makes of a line. */
export type BoundedLine =
  | { kind: "text"; text: string }
  /** Longer than the limit. Told as soon as that shows, not where the line ends; the line is dropped. */
  | { kind: "too_long"; maxBytes: number }
  /** Not UTF-8. `text` has U+FFFD where it was not: good for a message, not for a meaning. */
  | { kind: "not_utf8"; text: string };

/** How much {@linkcode boundedLines} takes. */
export interface BoundedLinesOptions {
  /** Bytes of the longest line, its line end not counted. Default {@linkcode MAX_LINE_BYTES}. */
  maxBytes?: number;
}

/** 16 MiB: a large file inside of one message, as base64, still fits. */
export const MAX_LINE_BYTES = 16_777_216;

/**
 * Reads `stream` line by line, and no faster than the lines are taken. A line ends at `\n` or `\r\n`,
 * the last one also at the end of the stream. What has gone wrong with one line does not touch the
 * next, so the reader decides whether to go on; one that stops cancels the stream.
 *
 * Never holds more than `maxBytes` and one chunk.
 *
 * @throws what reading the stream throws
 */
export async function* boundedLines(
  stream: ReadableStream<Uint8Array>,
  { maxBytes = MAX_LINE_BYTES }: BoundedLinesOptions = {},
): AsyncGenerator<BoundedLine, void, undefined> {
  const splitter = new LineSplitter(maxBytes);
  let told = false;
  for await (const chunk of stream) {
    yield* take(splitter.push(chunk));
    if (!splitter.overflowing || told) continue;
    told = true;
    yield { kind: "too_long", maxBytes };
  }
  yield* take(splitter.end());

  function* take(lines: ReturnType<LineSplitter["end"]>): Generator<BoundedLine> {
    for (const line of lines) {
      if (line.kind === "text") {
        yield { kind: line.malformed ? "not_utf8" : "text", text: line.text };
        continue;
      }
      if (!told) yield { kind: "too_long", maxBytes };
      told = false;
    }
  }
}
