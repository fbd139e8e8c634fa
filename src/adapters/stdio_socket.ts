/**
 * The way out over a pipe: one JSON text a line.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Socket } from "../transport/socket.ts";
import { ByteQueue } from "./stdio_byte_queue.ts";
import { isPeerGone, writeAll, type WriteSome } from "./stdio_write.ts";

/** Why nothing more can be sent over a {@linkcode StdioSocket}. */
export type StdioSocketEnd =
  /** Nobody reads any more. `wroteFrames` is false when not even the first frame got out. */
  | { kind: "gone"; wroteFrames: boolean }
  /** A write failed for a reason that is a fault, not a departure: a disk that is full. */
  | { kind: "failed"; error: unknown }
  /** This side closed. What was sent before is still written. */
  | { kind: "closed"; code: number; reason: string };

/**
 * A {@linkcode Socket} over a byte stream. `send` never waits: one loop writes what has queued, whole
 * lines in order, so a frozen reader stops that loop and nothing else.
 */
export class StdioSocket implements Socket {
  readonly #write: WriteSome;
  readonly #clock: Clock;
  readonly #encoder = new TextEncoder();
  readonly #queue = new ByteQueue();
  readonly #onEnd: (end: StdioSocketEnd) => void;
  // Bytes of the write under way that the stream has not taken yet.
  #inWrite = 0;
  #written = 0;
  #end: StdioSocketEnd | undefined;
  #writer: Promise<void> | undefined;

  /** @param options.onEnd called once, when the socket stops taking frames */
  constructor(
    options: { write: WriteSome; clock: Clock; onEnd: (end: StdioSocketEnd) => void },
  ) {
    this.#write = options.write;
    this.#clock = options.clock;
    this.#onEnd = options.onEnd;
  }

  get bufferedAmount(): number {
    return this.#queue.bytes + this.#inWrite;
  }

  send(text: string): boolean {
    if (this.#end?.kind === "failed") throw this.#end.error;
    if (this.#end !== undefined) return false;
    this.#queue.push(this.#encoder.encode(`${text}\n`));
    this.#writer ??= this.#writeQueued();
    return true;
  }

  close(code: number, reason: string): void {
    this.#finish({ kind: "closed", code, reason });
  }

  /**
   * Resolves when everything sent has been written, or nobody is left to read it.
   *
   * @throws {unknown} the fault a write failed with
   */
  async flushed(): Promise<void> {
    await this.#writer;
    if (this.#end?.kind === "failed") throw this.#end.error;
  }

  async #writeQueued(): Promise<void> {
    try {
      while (this.#queue.bytes > 0) await this.#writeBatch(this.#queue.take());
    } catch (error) {
      const wroteFrames = this.#written > 0;
      this.#queue.clear();
      this.#inWrite = 0;
      // A close that came first does not hide a failure: the frames before it are lost.
      this.#finish(isPeerGone(error) ? { kind: "gone", wroteFrames } : { kind: "failed", error });
    }
    this.#writer = undefined;
  }

  async #writeBatch(batch: Uint8Array): Promise<void> {
    this.#inWrite = batch.length;
    const report = (taken: number) => {
      this.#inWrite -= taken;
      this.#written += taken;
    };
    await writeAll(batch, { write: this.#write, clock: this.#clock, report });
  }

  #finish(end: StdioSocketEnd): void {
    const isFirst = this.#end === undefined;
    if (isFirst || end.kind !== "closed") this.#end = end;
    if (isFirst) this.#onEnd(end);
  }
}
