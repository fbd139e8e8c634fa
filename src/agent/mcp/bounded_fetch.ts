/**
 * @module
 */
import { errorMessage } from "../../lib/error_text.ts";

/** Statuses whose responses have no body, and may be given none. */
const BODILESS = [101, 204, 205, 304];

/** What a bounded fetch is given. */
export interface BoundedFetchOptions {
  fetch: typeof globalThis.fetch;
  /** Bytes of a body; of a stream of events, which may go on for days, bytes of a line. */
  limit: number;
  /**
   * Hears of a stream of events, the answer to a POST, that broke and cannot be taken up again: the SDK would
   * wait for the rest of it for ever.
   */
  onBroken(why: string): void;
}

/** A `fetch` whose bodies end in an error where they are too long. */
export function boundedFetch(options: BoundedFetchOptions): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await options.fetch(input, init);
    const { body, status, statusText, headers } = response;
    if (body === null || BODILESS.includes(status) || status < 200) return response;
    const isStream = headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    const watch: Watch = {
      limit: options.limit,
      isStream,
      onBroken: isStream && init?.method === "POST" ? options.onBroken : () => {},
    };
    // Not every runtime's types say that the bytes of a body are its own.
    const bounded = watched(body, watch) as ReadableStream<Uint8Array<ArrayBuffer>>;
    return new Response(bounded, { status, statusText, headers });
  };
}

interface Watch {
  limit: number;
  isStream: boolean;
  onBroken(why: string): void;
}

function watched(
  body: ReadableStream<Uint8Array>,
  { limit, isStream, onBroken }: Watch,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let size = 0;
  let resumable = false;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        size += value.length;
        if (size > limit) throw new TooLongError(`the answer is longer than ${limit} bytes`);
        const newline = isStream ? value.lastIndexOf(NEWLINE) : -1;
        if (newline !== -1) size = value.length - newline - 1;
        if (isStream) resumable ||= hasEventId(value);
        controller.enqueue(value);
      } catch (error) {
        controller.error(error);
        reader.cancel().catch(() => {});
        if (error instanceof TooLongError || !resumable) onBroken(errorMessage(error));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

class TooLongError extends Error {
  override readonly name = "TooLongError";
}

const NEWLINE = 0x0a;
/** `id:`, with which a line begins that makes a stream one that can be taken up again. */
const EVENT_ID = [0x69, 0x64, 0x3a];

/** Servers write it first. Where a cut of the network hides one, a connection more is made. */
function hasEventId(bytes: Uint8Array): boolean {
  for (let at = 0; at !== -1; at = bytes.indexOf(NEWLINE, at) + 1 || -1) {
    const start = at;
    if (EVENT_ID.every((byte, n) => bytes[start + n] === byte)) return true;
  }
  return false;
}
