/**
 * The standard streams of a process on Node, so that no pipe nobody reads holds up its loop.
 *
 * @module
 */
import { fstatSync, write } from "node:fs";
import process from "node:process";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import type { WriteSome } from "./stdio_write.ts";

/** What writes to standard output (1) or error (2). Nothing is opened before the first write. */
export function writerOf(descriptor: 1 | 2): WriteSome {
  let writer: WriteSome | undefined;
  return (bytes) => {
    writer ??= openWriter(descriptor);
    return writer(bytes);
  };
}

function openWriter(descriptor: 1 | 2): WriteSome {
  // Node's stream writes to a file while the loop stands still.
  if (fstatSync(descriptor).isFile()) {
    const writeFile = promisify(write);
    return async (bytes) => (await writeFile(descriptor, bytes)).bytesWritten;
  }
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  // Each write tells its own.
  stream.on("error", () => {});
  return (bytes) =>
    new Promise((resolve, reject) => {
      stream.write(bytes, (error) => error ? reject(error) : resolve(bytes.length));
    });
}

/** A Node stream as one of the web's. Nothing is read ahead of who reads it, but what Node itself holds. */
export function readableOf(input: Readable): ReadableStream<Uint8Array> {
  // One that fails before the first read would else be an exception that nobody catches.
  input.on("error", () => {});
  // Opened with the first read: a stream that is only looked at is not begun.
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      chunks ??= input[Symbol.asyncIterator]();
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    // Not by the iterator's return(), which would wait for the read under way.
    cancel: () => void input.destroy(),
  }, { highWaterMark: 0 });
}
