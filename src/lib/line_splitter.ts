/**
 * Bytes to lines, in linear time and bounded memory.
 *
 * @module
 */

/** What came between two newlines. */
export type Line =
  /** `malformed`: it was not UTF-8, and U+FFFD stands where it was not. */
  | { kind: "text"; text: string; malformed?: true }
  /** Longer than the limit, dropped as it came. `bytes`: all it had before its newline. */
  | { kind: "too_long"; bytes: number };

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
// Small lines are the rule; a buffer that one giant line blew up is not kept for them.
const KEPT_BUFFER_BYTES = 65_536;

/**
 * Splits a stream of chunks into lines. A line ends at `\n` or `\r\n`, the last one also where the
 * stream ends.
 *
 * Lines are decoded whole, so a character cut by a chunk's edge comes out right and broken UTF-8 (read
 * as U+FFFD) does not reach into the next line. The mark that some Windows programs put at the start
 * of a file is dropped.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #strict = new TextDecoder("utf-8", { fatal: true });
  readonly #lenient = new TextDecoder();
  // The line that has begun: the first `#length` bytes. `#dropped` counts what did not fit any more.
  #buffer = new Uint8Array(0);
  #length = 0;
  #dropped = 0;

  /** @param maxBytes length of the longest line that is kept, its line end not counted */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the line that has begun is too long already. */
  get overflowing(): boolean {
    return this.#dropped > 0;
  }

  /** Takes a chunk and yields the lines it completes. The chunk may be reused once all are taken. */
  *push(chunk: Uint8Array): Generator<Line> {
    let start = 0;
    for (
      let end = chunk.indexOf(NEWLINE);
      end !== -1;
      start = end + 1, end = chunk.indexOf(NEWLINE, start)
    ) {
      yield this.#complete(chunk.subarray(start, end));
    }
    this.#keep(chunk.subarray(start));
  }

  /** Yields the last line, where the stream ended without a line end. */
  *end(): Generator<Line> {
    if (this.#length + this.#dropped > 0) yield this.#complete(new Uint8Array(0));
  }

  #complete(rest: Uint8Array): Line {
    if (this.#length === 0 && this.#dropped === 0) return this.#decode(rest);
    this.#keep(rest);
    const bytes = this.#buffer.subarray(0, this.#length);
    const line: Line = this.#dropped === 0
      ? this.#decode(bytes)
      : { kind: "too_long", bytes: this.#length + this.#dropped };
    this.#length = 0;
    this.#dropped = 0;
    if (this.#buffer.length > KEPT_BUFFER_BYTES) this.#buffer = new Uint8Array(0);
    return line;
  }

  #decode(bytes: Uint8Array): Line {
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    if (end > this.#maxBytes) return { kind: "too_long", bytes: bytes.length };
    const line = bytes.subarray(0, end);
    try {
      return { kind: "text", text: this.#strict.decode(line) };
    } catch {
      return { kind: "text", text: this.#lenient.decode(line), malformed: true };
    }
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    // One byte over the limit is kept: it may be the `\r` of a line that just fits.
    const room = this.#maxBytes + 1 - this.#length;
    if (this.#dropped > 0 || bytes.length > room) {
      this.#dropped += this.#length + bytes.length;
      this.#length = 0;
      this.#buffer = new Uint8Array(0);
      return;
    }
    this.#reserve(this.#length + bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(needed: number): void {
    if (needed <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2, 4_096));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
