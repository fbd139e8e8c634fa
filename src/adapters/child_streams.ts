/**
 * A child's pipes as web streams. Written out, since the conversions of the runtimes differ in what they
 * do when a pipe breaks.
 *
 * @module
 */
import type { Readable, Writable } from "node:stream";
import { withResolvers } from "../lib/with_resolvers.ts";

// A pipe's usual capacity. What is not read stays there, and then the child waits.
const HELD_BYTES = 65_536;

/**
 * What a child says. A reader that is slow, or not there, pauses the pipe; one that cancels closes it. Once
 * `over` resolves nobody writes any more: the rest, at most a pipe's capacity, is taken in so that the
 * pipe can go.
 */
export function readingStream(
  pipe: Readable,
  over: Promise<unknown>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let open = true;
  let rest = false;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      const end = () => {
        if (!open) return;
        open = false;
        controller.close();
      };
      pipe.on("data", (chunk: Uint8Array) => {
        if (!open) return;
        controller.enqueue(new Uint8Array(chunk));
        if (!rest && (controller.desiredSize ?? 0) <= 0) pipe.pause();
      });
      pipe.once("end", end);
      // A pipe of ours breaks in one way: the other side is gone. What it said stays readable.
      pipe.once("error", end);
      pipe.once("close", end);
      pipe.pause();
      over.then(() => {
        rest = true;
        if (open) pipe.resume();
      });
    },
    pull() {
      pipe.resume();
    },
    cancel() {
      open = false;
      pipe.destroy();
    },
  }, new ByteLengthQueuingStrategy({ highWaterMark: HELD_BYTES }));
}

/**
 * What a child is told. A write resolves when the pipe has taken it, and rejects when the child does not
 * listen any more, at the latest when it has ended.
 */
export function writingStream(
  pipe: Writable,
  { name, ended }: { name: string; ended: Promise<unknown> },
): WritableStream<Uint8Array> {
  const closed = withResolvers<never>();
  const fail = (cause?: unknown) =>
    closed.reject(new Error(`${name} has closed its input`, { cause }));
  closed.promise.catch(() => {});
  return new WritableStream({
    start(controller) {
      pipe.on("error", fail);
      pipe.once("close", () => fail());
      ended.then(() => pipe.destroy());
      closed.promise.catch((error) => controller.error(error));
    },
    async write(chunk) {
      const written = withResolvers<void>();
      pipe.write(chunk, (error) => error || pipe.destroyed ? fail(error) : written.resolve());
      await Promise.race([written.promise, closed.promise]);
    },
    async close() {
      const finished = withResolvers<void>();
      pipe.end(() => finished.resolve());
      await Promise.race([finished.promise, closed.promise.catch(() => {})]);
    },
    abort() {
      pipe.destroy();
    },
  });
}
