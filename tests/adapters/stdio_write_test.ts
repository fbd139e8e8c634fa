import assert from "node:assert/strict";
import { isPeerGone, writeAll } from "../../src/adapters/stdio_write.ts";
import { codedError, encode, HandClock, settle, TestPipe } from "./stdio_support.ts";

Deno.test("writeAll() goes on after partial writes", async () => {
  const pipe = new TestPipe();
  pipe.plan.push(1, 2, 3);
  const taken: number[] = [];
  const report = (bytes: number) => taken.push(bytes);
  await writeAll(encode("hello world"), { write: pipe.write, clock: new HandClock(), report });
  assert.equal(pipe.text, "hello world");
  assert.deepEqual(taken, [1, 2, 3, 5]);
});

for (
  const [what, error] of [
    ["EAGAIN", codedError("EAGAIN")],
    ["EINTR", codedError("EINTR")],
    ["Deno's WouldBlock", new Deno.errors.WouldBlock("full")],
    ["Deno's Interrupted", new Deno.errors.Interrupted("signal")],
  ] as const
) {
  Deno.test(`writeAll() tries again after ${what}, without spinning`, async () => {
    const clock = new HandClock();
    const pipe = new TestPipe();
    pipe.plan.push(3, error, error, 0);
    const done = writeAll(encode("hello"), { write: pipe.write, clock });
    for (const waitMs of [1, 2, 4]) {
      await clock.armed();
      assert.equal(pipe.text, "hel");
      clock.advance(waitMs);
    }
    await done;
    assert.equal(pipe.text, "hello");
    assert.equal(clock.pending, 0);
  });
}

Deno.test("writeAll() looks at a full pipe at least every 64 ms", async () => {
  const clock = new HandClock();
  const pipe = new TestPipe();
  pipe.plan.push(...Array.from({ length: 20 }, () => codedError("EAGAIN")));
  const done = writeAll(encode("x"), { write: pipe.write, clock });
  for (let look = 0; look < 20; look++) {
    await clock.armed();
    clock.advance(64);
  }
  await done;
  assert.equal(pipe.text, "x");
});

Deno.test("writeAll() throws what a write fails with", async () => {
  const pipe = new TestPipe();
  pipe.plan.push(2, codedError("ENOSPC"));
  const done = writeAll(encode("hello"), { write: pipe.write, clock: new HandClock() });
  await assert.rejects(done, { code: "ENOSPC" });
  assert.equal(pipe.text, "he");
});

Deno.test("writeAll() of nothing writes nothing", async () => {
  const pipe = new TestPipe();
  await writeAll(new Uint8Array(0), { write: pipe.write, clock: new HandClock() });
  await settle();
  assert.equal(pipe.calls, 0);
});

Deno.test("conformance 022: isPeerGone() knows a departed peer by class or code, and nothing else", () => {
  const gone = [
    new Deno.errors.BrokenPipe("x"),
    new Deno.errors.ConnectionReset("x"),
    new Deno.errors.ConnectionAborted("x"),
    new Deno.errors.BadResource("x"),
    ...["EPIPE", "ECONNRESET", "EBADF", "ESHUTDOWN", "ERR_STREAM_DESTROYED"].map(codedError),
  ];
  for (const error of gone) assert.equal(isPeerGone(error), true, String(error));
  const faults = [
    ...["ENOSPC", "EIO", "EFBIG", "EACCES", "EISDIR", "EINVAL"].map(codedError),
    new Deno.errors.PermissionDenied("x"),
    new TypeError("broken pipe"),
    "EPIPE",
    undefined,
    { code: "EPIPE" },
  ];
  for (const error of faults) assert.equal(isPeerGone(error), false, String(error));
});
