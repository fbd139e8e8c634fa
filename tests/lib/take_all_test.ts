import assert from "node:assert/strict";
import { takeAll } from "../../src/lib/take_all.ts";

type Pipe = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

function taken(maxBytes: number) {
  const heard: (number | string)[] = [];
  const over = new AbortController();
  const pipe = Promise.withResolvers<Pipe>();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => pipe.resolve(controller),
    cancel: () => void heard.push("cancelled"),
  });
  const done = takeAll(stream, {
    take: ({ length }) => heard.push(length),
    maxBytes,
    onFlood: () => heard.push("flood"),
    signal: over.signal,
  });
  return { heard, over, pipe: pipe.promise, done };
}

Deno.test("takeAll() takes every piece to the end, and what came before a break", async () => {
  const whole = taken(100);
  for (const size of [3, 5]) (await whole.pipe).enqueue(new Uint8Array(size));
  (await whole.pipe).close();
  await whole.done;
  assert.deepEqual(whole.heard, [3, 5]);
  const broken = taken(100);
  (await broken.pipe).error(new Error("broken pipe"));
  await broken.done;
  assert.deepEqual(broken.heard, []);
});

Deno.test("takeAll() tells of a flood once, and reads no further", async () => {
  const { heard, pipe, done } = taken(4);
  const controller = await pipe;
  for (const size of [4, 1, 9]) controller.enqueue(new Uint8Array(size));
  await done;
  assert.deepEqual(heard, [4, 1, "flood", "cancelled"]);
});

Deno.test("takeAll() leaves a pipe that nobody ends when its signal aborts", async () => {
  const { heard, over, pipe, done } = taken(100);
  (await pipe).enqueue(new Uint8Array(2));
  await Promise.resolve();
  over.abort();
  await done;
  assert.ok(heard.includes("cancelled"));
});
