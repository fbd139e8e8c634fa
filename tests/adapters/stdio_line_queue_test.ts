import assert from "node:assert/strict";
import { LineQueue } from "../../src/adapters/stdio_line_queue.ts";
import { codedError, HandClock, settle, TestPipe } from "./stdio_support.ts";

function queue(options: { maxBytes?: number; maxLineChars?: number } = {}) {
  const pipe = new TestPipe();
  const clock = new HandClock();
  return { pipe, clock, lines: new LineQueue({ write: pipe.write, clock, ...options }) };
}

Deno.test("LineQueue.push() writes lines in order", async () => {
  const { lines, pipe } = queue();
  for (const line of ["one", "two", "three\n  more"]) lines.push(line);
  await lines.flush(100);
  assert.equal(pipe.text, "one\ntwo\nthree\n  more\n");
});

Deno.test("LineQueue.push() drops what a frozen reader leaves no room for, and says how much", async () => {
  const { lines, pipe } = queue({ maxBytes: 50 });
  pipe.freeze();
  for (let i = 10; i < 40; i++) lines.push(`line ${i}`);
  await settle();
  pipe.resume();
  await lines.flush(100);
  const written = pipe.text.trimEnd().split("\n");
  const kept = written.filter((line) => line.startsWith("line"));
  assert.deepEqual(kept, [
    "line 10",
    "line 11",
    "line 12",
    "line 13",
    "line 14",
    "line 15",
    "line 16",
  ]);
  assert.equal(written.at(-1), "23 log lines dropped: stderr was not read");
});

Deno.test("LineQueue.push() tells of dropped lines before the next one it takes", async () => {
  const { lines, pipe } = queue({ maxBytes: 20 });
  pipe.freeze();
  for (let i = 10; i < 20; i++) lines.push(`line ${i}`);
  lines.push("[gateway-exit] end", { urgent: true });
  pipe.resume();
  await lines.flush(100);
  const written = pipe.text.trimEnd().split("\n");
  assert.deepEqual(written.slice(-2), [
    "7 log lines dropped: stderr was not read",
    "[gateway-exit] end",
  ]);
});

Deno.test("LineQueue.push() stays silent after the first failed write, and never throws", async () => {
  for (const code of ["EPIPE", "ENOSPC", "EIO"]) {
    const { lines, pipe } = queue();
    pipe.plan.push(codedError(code));
    lines.push("one");
    await lines.flush(100);
    lines.push("two", { urgent: true });
    await lines.flush(100);
    assert.equal(pipe.text, "");
    assert.equal(pipe.plan.length, 0);
  }
});

Deno.test("LineQueue.push() cuts a giant line", async () => {
  const { lines, pipe } = queue({ maxLineChars: 5 });
  lines.push("123456789");
  await lines.flush(100);
  assert.equal(pipe.text, "12345… (9 characters)\n");
});

Deno.test("LineQueue.flush() gives a frozen reader so long and no longer", async () => {
  const { lines, pipe, clock } = queue();
  pipe.freeze();
  lines.push("one");
  let isFlushed = false;
  const flushed = lines.flush(250).then(() => {
    isFlushed = true;
  });
  clock.advance(249);
  await settle();
  assert.equal(isFlushed, false);
  clock.advance(1);
  await flushed;
  assert.equal(pipe.text, "");
  pipe.resume();
});

Deno.test("LineQueue.flush() leaves no timer behind", async () => {
  const { lines, clock } = queue();
  await lines.flush(250);
  lines.push("one");
  await lines.flush(250);
  assert.equal(clock.pending, 0);
});
