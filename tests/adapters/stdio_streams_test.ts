import assert from "node:assert/strict";
import { readableFrom, type ReadSome } from "../../src/adapters/stdio_streams.ts";
import { codedError, encode, HandClock } from "./stdio_support.ts";

type Step = string | null | Error;

/** A read function that does one step a call; after the last, the end for ever. */
function reading(...steps: Step[]): { read: ReadSome; calls(): number } {
  let calls = 0;
  return {
    calls: () => calls,
    read(buffer) {
      calls++;
      const step = steps.shift() ?? null;
      if (step instanceof Error) return Promise.reject(step);
      if (step === null) return Promise.resolve(null);
      const bytes = encode(step);
      buffer.set(bytes);
      return Promise.resolve(bytes.length);
    },
  };
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += new TextDecoder().decode(chunk);
  return text;
}

/** Moves the clock whenever somebody waits, until `done` settles. */
async function hurry<T>(clock: HandClock, done: Promise<T>): Promise<T> {
  let isDone = false;
  const end = () => {
    isDone = true;
  };
  done.then(end, end);
  while (!isDone) {
    await Promise.race([clock.armed(), done.then(() => {}, () => {})]);
    clock.advance(64);
  }
  return await done;
}

Deno.test("readableFrom() yields what is read and ends with it", async () => {
  const { read } = reading("one", "two");
  const stream = readableFrom(read, { clock: new HandClock(), endsNeeded: 1 });
  assert.equal(await readAll(stream), "onetwo");
});

Deno.test("readableFrom() does not read ahead of its consumer", async () => {
  const { read, calls } = reading("one", "two");
  const reader = readableFrom(read, { clock: new HandClock(), endsNeeded: 1 }).getReader();
  assert.equal(calls(), 0);
  await reader.read();
  assert.equal(calls(), 1);
  await reader.cancel();
});

Deno.test("readableFrom() asks again after an end that may be none", async () => {
  const { read, calls } = reading("one", null, "two", null, null);
  const stream = readableFrom(read, { clock: new HandClock(), endsNeeded: 2 });
  assert.equal(await readAll(stream), "onetwo");
  assert.equal(calls(), 5);
});

for (const error of [codedError("EINVAL"), codedError("EINTR"), new Deno.errors.Interrupted("x")]) {
  Deno.test(`readableFrom() reads on after ${error.name} ${error.message}`, async () => {
    const clock = new HandClock();
    const { read } = reading("one", error, error, "two");
    const stream = readableFrom(read, { clock, endsNeeded: 1 });
    assert.equal(await hurry(clock, readAll(stream)), "onetwo");
  });
}

Deno.test("readableFrom() gives up on a fault that does not pass", async () => {
  const clock = new HandClock();
  const { read, calls } = reading("one", ...Array.from({ length: 99 }, () => codedError("EINVAL")));
  const stream = readableFrom(read, { clock, endsNeeded: 1 });
  await assert.rejects(hurry(clock, readAll(stream)), { code: "EINVAL" });
  assert.equal(calls(), 1 + 21);
});

Deno.test("readableFrom() counts failures in a row only", async () => {
  const clock = new HandClock();
  const steps = Array.from({ length: 50 }, () => [codedError("EINTR"), "x"]).flat();
  const stream = readableFrom(reading(...steps).read, { clock, endsNeeded: 1 });
  assert.equal(await hurry(clock, readAll(stream)), "x".repeat(50));
});

Deno.test("readableFrom() waits as long as it takes for an empty non-blocking pipe", async () => {
  const clock = new HandClock();
  const empty = Array.from({ length: 100 }, () => new Deno.errors.WouldBlock("empty"));
  const stream = readableFrom(reading(...empty, "x").read, { clock, endsNeeded: 1 });
  assert.equal(await hurry(clock, readAll(stream)), "x");
});

Deno.test("readableFrom() fails at once with anything else", async () => {
  const { read } = reading("one", codedError("EISDIR"));
  const stream = readableFrom(read, { clock: new HandClock(), endsNeeded: 1 });
  await assert.rejects(readAll(stream), { code: "EISDIR" });
});
