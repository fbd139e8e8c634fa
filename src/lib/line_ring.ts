/**
 * @module
 */
import { errorMessage } from "./error_text.ts";

/** How much a {@linkcode LineRing} keeps. */
export interface LineRingOptions {
  /** Lines. Default 20: a stack and what led to it. */
  lines?: number;
  /** Characters of a line. Default 500. */
  lineChars?: number;
}

/** The last lines of a stream: what a program said before it ended, in bounded memory. */
export class LineRing {
  readonly #maxLines: number;
  readonly #lineChars: number;
  readonly #kept: string[] = [];
  // The line that has begun: at most one character more than is kept, to tell that it was cut.
  #open = "";

  constructor({ lines = 20, lineChars = 500 }: LineRingOptions = {}) {
    this.#maxLines = lines;
    this.#lineChars = lineChars;
  }

  /** Oldest first, with one that has not ended yet. A line that was cut ends in `…`. */
  get lines(): readonly string[] {
    return this.#isBlank() ? [...this.#kept] : this.#with(this.#open);
  }

  /**
   * Reads `stream` to its end, whatever comes, so that its writer never has to wait. Resolves at the end,
   * and where reading fails: the last line tells that. Never rejects.
   */
  async drain(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of stream) this.#push(decoder.decode(chunk, { stream: true }));
    } catch (error) {
      this.#push(`\n(reading on failed: ${errorMessage(error)})`);
    }
    this.#push(decoder.decode());
    this.#complete();
  }

  #push(text: string): void {
    for (let start = 0;;) {
      const end = text.indexOf("\n", start);
      const room = this.#lineChars + 1 - this.#open.length;
      this.#open += text.slice(start, Math.min(end === -1 ? text.length : end, start + room));
      if (end === -1) return;
      this.#complete();
      start = end + 1;
    }
  }

  // Lines without a word would push out those that say something.
  #complete(): void {
    if (!this.#isBlank()) this.#kept.splice(0, this.#kept.length, ...this.#with(this.#open));
    this.#open = "";
  }

  #isBlank(): boolean {
    return this.#open.trim() === "";
  }

  #with(line: string): string[] {
    const cut = line.length > this.#lineChars;
    const shown = cut ? `${line.slice(0, this.#lineChars)}…` : line.trimEnd();
    return [...this.#kept, shown].slice(-this.#maxLines);
  }
}
