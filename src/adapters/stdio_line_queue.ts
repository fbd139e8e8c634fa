/**
 * Lines for a person, on a stream whose reader may be slow, frozen or gone.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { sleep } from "../lib/clock.ts";
import { ByteQueue } from "./stdio_byte_queue.ts";
import { writeAll, type WriteSome } from "./stdio_write.ts";

/** How a {@linkcode LineQueue} writes. */
export interface LineQueueOptions {
  write: WriteSome;
  clock: Clock;
  /** Bytes that may wait for a slow reader; lines above that are dropped and counted. Default 256 KiB. */
  maxBytes?: number;
  /** Characters of a line after which it is cut. Default 16,384. */
  maxLineChars?: number;
}

const DEFAULT_MAX_BYTES = 262_144;
const DEFAULT_MAX_LINE_CHARS = 16_384;

/**
 * Takes lines without ever waiting, failing or growing beyond its bound: what is not read in time is
 * dropped, and a line tells how many. After the first failed write it stays silent for good, since
 * reporting a broken stderr on stderr has nowhere to go.
 */
export class LineQueue {
  readonly #options: Required<LineQueueOptions>;
  readonly #encoder = new TextEncoder();
  readonly #waiting = new ByteQueue();
  #dropped = 0;
  #broken = false;
  #writer: Promise<void> | undefined;

  constructor(options: LineQueueOptions) {
    this.#options = {
      maxBytes: DEFAULT_MAX_BYTES,
      maxLineChars: DEFAULT_MAX_LINE_CHARS,
      ...options,
    };
  }

  /** Queues a line, or a few joined by newlines. Without `urgent` it is dropped when the queue is full. */
  push(line: string, { urgent = false }: { urgent?: boolean } = {}): void {
    if (this.#broken) return;
    const bytes = this.#encoder.encode(`${shorten(line, this.#options.maxLineChars)}\n`);
    if (!urgent && this.#waiting.bytes + bytes.length > this.#options.maxBytes) {
      this.#dropped++;
      return;
    }
    this.#tellDropped();
    this.#waiting.push(bytes);
    this.#writer ??= this.#writeWaiting();
  }

  /** Resolves when every line has been written, when none can be any more, or after `ms`. */
  async flush(ms: number): Promise<void> {
    if (this.#writer === undefined) return;
    const given = new AbortController();
    const written = this.#writer.then(() => given.abort());
    await Promise.race([written, sleep(this.#options.clock, ms, given.signal)]);
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const notice = `${this.#dropped} log lines dropped: stderr was not read\n`;
    this.#waiting.push(this.#encoder.encode(notice));
    this.#dropped = 0;
  }

  async #writeWaiting(): Promise<void> {
    try {
      while (this.#waiting.bytes > 0) {
        const { write, clock } = this.#options;
        await writeAll(this.#waiting.take(), { write, clock });
        if (this.#waiting.bytes === 0) this.#tellDropped();
      }
    } catch {
      this.#broken = true;
      this.#waiting.clear();
    }
    this.#writer = undefined;
  }
}

function shorten(line: string, maxChars: number): string {
  if (line.length <= maxChars) return line;
  return `${line.slice(0, maxChars)}… (${line.length} characters)`;
}
