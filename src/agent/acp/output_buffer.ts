/**
 * @module
 */

/** The end of what a program writes, in bounded memory. */
export class OutputBuffer {
  readonly #maxBytes: number;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #truncated = false;

  /** @param maxBytes how much is kept, at least */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether something was left out at the beginning. */
  get truncated(): boolean {
    return this.#truncated;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk.slice());
    this.#bytes += chunk.length;
    // Twice as much before anything is copied: the cost of a byte stays the same.
    if (this.#bytes > 2 * this.#maxBytes) this.#trim();
  }

  /** What is kept, as text; it begins with a whole character. */
  text(): string {
    this.#trim();
    const [all = new Uint8Array(0)] = this.#chunks;
    let start = 0;
    while (this.#truncated && start < 4 && isInsideCharacter(all[start])) start++;
    return new TextDecoder().decode(all.subarray(start));
  }

  #trim(): void {
    const all = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    const over = Math.max(0, all.length - this.#maxBytes);
    if (over > 0) this.#truncated = true;
    this.#chunks = [all.slice(over)];
    this.#bytes = all.length - over;
  }
}

function isInsideCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
