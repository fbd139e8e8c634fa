import assert from "node:assert/strict";
import { LineQueue } from "../../src/adapters/stdio_line_queue.ts";
import { LAST_LINES_MS, ProcessLife } from "../../src/cli/process_life.ts";
import { codedError, HandClock, settle, TestPipe } from "../adapters/stdio_support.ts";

function life({ canKeep = true } = {}) {
  const clock = new HandClock();
  const pipe = new TestPipe();
  const lines = new LineQueue({ write: pipe.write, clock });
  const exits: number[] = [];
  const entries: string[] = [];
  const process = new ProcessLife({
    clock,
    lines,
    graceMs: 1_000,
    exit: (code) => exits.push(code),
    keepCrash(entry) {
      entries.push(entry);
      if (!canKeep) return { kind: "failed", problem: "Cannot write it: full" };
      return { kind: "written", path: "/state/crash.log" };
    },
    about: "tidegate 0.0.0",
  });
  return { process, clock, pipe, exits, entries };
}

Deno.test("ProcessLife.end() finishes, says why on one line, and leaves with 0", async () => {
  const { process, clock, pipe, exits } = life();
  let hasFinished = false;
  await process.end("SIGTERM", async () => {
    await settle();
    hasFinished = true;
  });
  assert.ok(hasFinished);
  assert.deepEqual(exits, [0]);
  assert.equal(pipe.text, "[gateway-exit] SIGTERM\n");
  assert.equal(clock.pending, 0);
});

Deno.test("ProcessLife.end() leaves when the grace is over, whatever hangs", async () => {
  const { process, clock, pipe, exits } = life();
  void process.end("SIGTERM", () => new Promise(() => {}));
  clock.advance(999);
  await settle();
  assert.deepEqual(exits, []);
  clock.advance(1);
  await process.left;
  assert.deepEqual(exits, [0]);
  assert.equal(pipe.text, "[gateway-exit] SIGTERM; the shutdown was given up after 1 s\n");
});

Deno.test("ProcessLife.end() leaves with the code it is given, in time or late", async () => {
  const inTime = life();
  await inTime.process.end("port lost", () => Promise.resolve(), { code: 4 });
  assert.deepEqual(inTime.exits, [4]);
  const late = life();
  void late.process.end("port lost", () => new Promise(() => {}), { code: 4 });
  late.clock.advance(1_000);
  await late.process.left;
  assert.deepEqual(late.exits, [4]);
});

Deno.test("ProcessLife.end() runs once: the first reason wins, later callers wait for it", async () => {
  const { process, pipe, exits } = life();
  assert.equal(process.isEnding, false);
  let release = () => {};
  const finish = () => new Promise<void>((resolve) => release = resolve);
  let isOver = false;
  void process.end("SIGTERM", finish);
  assert.equal(process.isEnding, true);
  const second = process.end("stdin EOF", () => assert.fail("finished twice")).then(() => {
    isOver = true;
  });
  await settle();
  assert.equal(isOver, false);
  release();
  await second;
  assert.deepEqual(exits, [0]);
  assert.equal(pipe.text, "[gateway-exit] SIGTERM\n");
});

Deno.test("ProcessLife.end() turns a failed shutdown into a crash", async () => {
  const { process, clock, pipe, exits, entries } = life();
  await process.end("SIGTERM", () => Promise.reject(codedError("ENOSPC")));
  assert.deepEqual(exits, [1]);
  assert.match(
    pipe.text,
    /^\[gateway-crash\] the shutdown failed \(SIGTERM\): ENOSPC happened; stack/,
  );
  assert.match(pipe.text, /\n\[gateway-exit\] the shutdown failed \(SIGTERM\)\n$/);
  assert.equal(entries.length, 1);
  assert.equal(clock.pending, 0);
});

Deno.test("ProcessLife.crash() keeps the stack and says where, on one line", async () => {
  const { process, pipe, exits, entries } = life();
  await process.crash("uncaught exception", new TypeError("two\nlines"));
  assert.deepEqual(exits, [1]);
  assert.equal(
    pipe.text,
    "[gateway-crash] uncaught exception: two lines; stack in /state/crash.log\n" +
      "[gateway-exit] uncaught exception\n",
  );
  const [entry = ""] = entries;
  assert.match(
    entry,
    /^2026-07-01T12:00:00.000Z tidegate 0\.0\.0\nuncaught exception\nTypeError: two/,
  );
  assert.match(entry, /process_life_test\.ts/);
});

Deno.test("ProcessLife.crash() puts the stack on stderr when it cannot be kept", async () => {
  const { process, pipe } = life({ canKeep: false });
  await process.crash("unhandled rejection", new Error("boom"));
  assert.match(pipe.text, /^\[gateway-crash\] unhandled rejection: boom; Cannot write it: full\n/);
  assert.match(pipe.text, /process_life_test\.ts/);
});

Deno.test("ProcessLife.crash() during a graceful end wins with code 1", async () => {
  const { process, exits } = life();
  void process.end("SIGTERM", () => new Promise(() => {}));
  await process.crash("uncaught exception", "a string");
  assert.deepEqual(exits, [1]);
});

Deno.test("ProcessLife.leave() leaves within a moment though nobody reads stderr", async () => {
  const { process, clock, pipe, exits } = life();
  pipe.freeze();
  void process.leave(0, "end");
  clock.advance(LAST_LINES_MS);
  await process.left;
  assert.deepEqual(exits, [0]);
  pipe.resume();
});

Deno.test("ProcessLife.leave() leaves at once when stderr is gone", async () => {
  const { process, pipe, exits } = life();
  pipe.plan.push(codedError("EPIPE"));
  await process.leave(130, "a second SIGINT");
  assert.deepEqual(exits, [130]);
});
