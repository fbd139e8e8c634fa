/**
 * @module
 */

// A pipe's usual capacity: more at once would only wait in the system call.
const BATCH_BYTES = 65_536;

/** Buffers in line for one writer, handed out joined so that many small ones cost one write. */
export class ByteQueue {
  #items: Uint8Array[] = [];
  #bytes = 0;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  push(item: Uint8Array): void {
    this.#items.push(item);
    this.#bytes += item.length;
  }

  /** Takes whole items from the front, about 64 KiB of them but at least one. */
  take(): Uint8Array {
    let size = 0;
    let count = 0;
    for (const item of this.#items) {
      if (count > 0 && size + item.length > BATCH_BYTES) break;
      size += item.length;
      count++;
    }
    this.#bytes -= size;
    return join(this.#items.splice(0, count), size);
  }

  clear(): void {
    this.#items = [];
    this.#bytes = 0;
  }
}

function join(items: Uint8Array[], size: number): Uint8Array {
  const [first] = items;
  if (first !== undefined && items.length === 1) return first;
  const joined = new Uint8Array(size);
  let at = 0;
  for (const item of items) {
    joined.set(item, at);
    at += item.length;
  }
  return joined;
}
