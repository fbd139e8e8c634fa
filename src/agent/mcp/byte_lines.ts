/**
 * @module
 */

/** A line that is longer than is taken. */
export class LineTooLongError extends Error {
  override readonly name = "LineTooLongError";
}

/** Cuts bytes into lines of UTF-8. What is no UTF-8 becomes the replacement character. */
export class ByteLines {
  readonly #limit: number;
  #held: Uint8Array[] = [];
  #size = 0;

  /** @param limit bytes of the longest line that is taken */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Takes the next bytes, and hands out each line that they end, without its `\n` or `\r\n`.
   *
   * @throws {LineTooLongError}
   */
  *push(bytes: Uint8Array): Generator<string, void, void> {
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(0x0a, start);
      this.#hold(bytes.subarray(start, end === -1 ? bytes.length : end));
      if (end === -1) return;
      yield this.#take();
      start = end + 1;
    }
  }

  // Joined once a line: joining at each piece takes the square of the time.
  #hold(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#size += piece.length;
    if (this.#size > this.#limit) {
      this.#held = [];
      throw new LineTooLongError(`a line is longer than ${this.#limit} bytes`);
    }
    this.#held.push(piece);
  }

  #take(): string {
    const decoder = new TextDecoder();
    const text = this.#held.map((piece) => decoder.decode(piece, { stream: true })).join("") +
      decoder.decode();
    this.#held = [];
    this.#size = 0;
    return text.endsWith("\r") ? text.slice(0, -1) : text;
  }
}
