/**
 * Streams over the pipes of a process.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { sleep } from "../lib/clock.ts";
import { hasCodeOrName, type WriteSome } from "./stdio_write.ts";

/** A pair of byte streams that a peer is at the other end of. */
export interface StdioStreams {
  readable: ReadableStream<Uint8Array>;
  write: WriteSome;
}

/** Reads into the buffer; answers how many bytes, or `null` at the end: what `Deno.stdin.read` does. */
export type ReadSome = (buffer: Uint8Array) => Promise<number | null>;

const CHUNK_BYTES = 65_536;
// A read that fails again and again for a reason that should pass is given up after about a second.
const MAX_FAILED_READS = 20;
const FAILED_READ_PAUSE_MS = 50;
const SLOWEST_LOOK_MS = 64;

const EMPTY_CODES: ReadonlySet<string> = new Set(["EAGAIN", "EWOULDBLOCK"]);
const EMPTY_NAMES: ReadonlySet<string> = new Set(["WouldBlock"]);
const PASSING_CODES: ReadonlySet<string> = new Set(["EINTR", "EINVAL"]);
const PASSING_NAMES: ReadonlySet<string> = new Set(["Interrupted"]);

/**
 * A stream over a read function that forgives what passes by itself: an interrupted read, Windows'
 * "invalid argument" on a pipe, an empty non-blocking pipe, an end that is none (some pipes report one
 * while their writer is still there).
 *
 * @param options.endsNeeded how many times in a row `read` must report the end before it is believed
 */
export function readableFrom(
  read: ReadSome,
  { clock, endsNeeded }: { clock: Clock; endsNeeded: number },
): ReadableStream<Uint8Array> {
  let failures = 0;
  let ends = 0;
  let lookMs = 1;

  /** `undefined`: nothing yet, ask again. */
  async function readOnce(): Promise<Uint8Array | "end" | undefined> {
    const buffer = new Uint8Array(CHUNK_BYTES);
    try {
      const length = await read(buffer);
      if (length === null) return ++ends >= endsNeeded ? "end" : undefined;
      failures = 0;
      ends = 0;
      lookMs = 1;
      return buffer.subarray(0, length);
    } catch (error) {
      await pauseAfter(error);
    }
  }

  async function pauseAfter(error: unknown): Promise<void> {
    if (hasCodeOrName(error, EMPTY_CODES, EMPTY_NAMES)) {
      await sleep(clock, lookMs);
      lookMs = Math.min(lookMs * 2, SLOWEST_LOOK_MS);
      return;
    }
    const passes = hasCodeOrName(error, PASSING_CODES, PASSING_NAMES);
    if (!passes || ++failures > MAX_FAILED_READS) throw error;
    await sleep(clock, FAILED_READ_PAUSE_MS);
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    let chunk = await readOnce();
    while (chunk === undefined) chunk = await readOnce();
    if (chunk === "end") controller.close();
    else controller.enqueue(chunk);
  }

  // Nothing is read ahead: what a slow consumer has not asked for stays in the pipe.
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}
