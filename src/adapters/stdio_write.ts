/**
 * Writing whole buffers to a file descriptor, and telling why a write failed.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { sleep } from "../lib/clock.ts";

/** Writes some of the bytes and says how many: what `Deno.stdout.write` does. */
export type WriteSome = (bytes: Uint8Array) => Promise<number>;

// A descriptor that somebody made non-blocking answers "try again" while its pipe is full. Nothing tells
// when there is room, so it is asked: soon at first, then rarely, for the reader may be gone for hours.
const FIRST_RETRY_MS = 1;
const SLOWEST_RETRY_MS = 64;

const PEER_GONE_CODES: ReadonlySet<string> = new Set([
  "EPIPE",
  "ECONNRESET",
  "ECONNABORTED",
  "EBADF",
  "ESHUTDOWN",
  // Windows: the pipe is being closed, the pipe has been ended, the socket's own spelling.
  "ERROR_NO_DATA",
  "ERROR_BROKEN_PIPE",
  "WSAECONNRESET",
  "WSAESHUTDOWN",
  // A Node stream or handle that was closed on this side.
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
]);
const PEER_GONE_NAMES: ReadonlySet<string> = new Set([
  "BrokenPipe",
  "ConnectionReset",
  "ConnectionAborted",
  "BadResource",
]);

/**
 * Whether a failed write means that nobody is left to read. Every other failure (a disk that is full,
 * a descriptor that may not be written) is a fault that must surface.
 */
export function isPeerGone(error: unknown): boolean {
  return hasCodeOrName(error, PEER_GONE_CODES, PEER_GONE_NAMES);
}

/**
 * Writes every byte, going on after partial writes, interruptions and a full non-blocking pipe.
 *
 * @param report told how many bytes each step has taken
 * @throws {unknown} what the write failed with; {@linkcode isPeerGone} tells what it means
 */
export async function writeAll(
  bytes: Uint8Array,
  { write, clock, report }: { write: WriteSome; clock: Clock; report?: (taken: number) => void },
): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  for (let done = 0; done < bytes.length;) {
    const taken = await takeSome(bytes.subarray(done), write);
    if (taken > 0) {
      done += taken;
      retryMs = FIRST_RETRY_MS;
      report?.(taken);
      continue;
    }
    await sleep(clock, retryMs);
    retryMs = Math.min(retryMs * 2, SLOWEST_RETRY_MS);
  }
}

const RETRY_CODES: ReadonlySet<string> = new Set(["EAGAIN", "EWOULDBLOCK", "EINTR"]);
const RETRY_NAMES: ReadonlySet<string> = new Set(["WouldBlock", "Interrupted"]);

async function takeSome(bytes: Uint8Array, write: WriteSome): Promise<number> {
  try {
    return await write(bytes);
  } catch (error) {
    if (hasCodeOrName(error, RETRY_CODES, RETRY_NAMES)) return 0;
    throw error;
  }
}

/** Runtimes tell the same failure by a class of their own, by a `code`, or by both. */
export function hasCodeOrName(
  error: unknown,
  codes: ReadonlySet<string>,
  names: ReadonlySet<string>,
): boolean {
  if (!(error instanceof Error)) return false;
  if (names.has(error.name)) return true;
  return "code" in error && typeof error.code === "string" && codes.has(error.code);
}
