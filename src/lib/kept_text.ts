/**
 * Of a text that comes in pieces of bytes, its beginning or its end, in bounded memory.
 *
 * @module
 */

/** Takes bytes of UTF-8 and keeps some of their text. */
export interface KeptText {
  /** More of it; the bytes are not kept themselves. */
  push(bytes: Uint8Array): void;
  /** What is kept; it is well-formed. */
  text(): string;
}

/** The first characters, in UTF-16 code units. */
export class HeadText implements KeptText {
  readonly #chars: number;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(chars: number) {
    this.#chars = chars;
  }

  push(bytes: Uint8Array): void {
    // What is not shown is not kept.
    if (this.#text.length <= this.#chars) {
      this.#text += this.#decoder.decode(bytes, { stream: true });
    }
  }

  /** Call it once, behind the last piece. */
  text(): string {
    const whole = this.#text + this.#decoder.decode();
    return whole.slice(0, this.#chars).toWellFormed();
  }
}

/** The last characters, in UTF-16 code units. It may be read at any time. */
export class TailText implements KeptText {
  readonly #chars: number;
  readonly #decoder = new TextDecoder();
  #text = "";

  constructor(chars: number) {
    this.#chars = chars;
  }

  push(bytes: Uint8Array): void {
    this.add(this.#decoder.decode(bytes, { stream: true }));
  }

  /** More of it that has been read already: bytes of two streams have to be read apart. */
  add(text: string): void {
    this.#text += text;
    // Twice as much before anything is copied: the cost of a byte stays the same.
    if (this.#text.length > 2 * this.#chars) this.#text = this.#text.slice(-this.#chars);
  }

  text(): string {
    const end = this.#text.slice(-this.#chars);
    // The second half of a character whose first is cut off.
    return /^[\uDC00-\uDFFF]/.test(end) ? end.slice(1) : end;
  }
}
