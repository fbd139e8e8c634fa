/**
 * @module
 */
import type { KeptText } from "./kept_text.ts";

/** The first bytes of what comes in pieces, as they are. It has no text. */
export class KeptBytes implements KeptText {
  readonly #most: number;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  /** @param most bytes that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  push(bytes: Uint8Array): void {
    const piece = bytes.subarray(0, this.#most - this.#length);
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  text(): string {
    return "";
  }

  /** All of it. */
  bytes(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
