import assert from "node:assert/strict";
import { GlobalTime } from "../support/global_time.ts";
import { messageDelta, reasoningDelta, StreamBench } from "./support/stream_bench.ts";
import { BatchWindow } from "../../src/session/batch_window.ts";
import { Coalescer } from "../../src/session/coalescer.ts";
import { raise } from "../support/raise.ts";

Deno.test("push() lets the first piece after a quiet moment out at once", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  bench.say("first");
  assert.deepEqual(bench.take(), ["first"]);
  time.tick(32);
  bench.say("second");
  assert.deepEqual(bench.take(), []);
  time.tick(1);
  assert.deepEqual(bench.take(), ["second"]);
  // The window after the second brings nothing, so the stream is quiet again.
  time.tick(33);
  assert.equal(time.timers, 0);
  bench.say("third");
  assert.deepEqual(bench.take(), ["third"]);
  bench.coalescer.close();
});

Deno.test("push() joins what comes within a window", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  bench.say("a", "b", "c", "d");
  time.tick(33);
  assert.deepEqual(bench.take(), ["a", "bcd"]);
  bench.coalescer.close();
});

Deno.test("conformance 037: mode frames delays and never joins, superseded by merge elsewhere", () => {
  using time = new GlobalTime();
  const bench = new StreamBench({ mode: "frames" });
  const texts = Array.from({ length: 50 }, (_, i) => `${i} `);
  bench.say(...texts);
  assert.deepEqual(bench.take(), ["0 "]);
  time.tick(33);
  assert.deepEqual(bench.take(), texts.slice(1));
  bench.coalescer.close();
});

Deno.test("a steady stream is never starved: 100 pieces 20 ms apart, a window of 50 ms", () => {
  using time = new GlobalTime();
  const bench = new StreamBench({ ms: 50 });
  const waiting: number[] = [];
  let longest = 0;
  let frames = 0;
  const see = () => {
    const seen = bench.take();
    frames += seen.length;
    for (const _ of seen.join("")) {
      longest = Math.max(longest, time.clock.monotonic() - (waiting.shift() ?? NaN));
    }
  };
  for (let ms = 0; ms < 2_060; ms++) {
    if (ms % 20 === 0 && ms < 2_000) {
      waiting.push(ms);
      bench.say("x");
    }
    see();
    time.tick(1);
    see();
  }
  assert.deepEqual(waiting, []);
  assert.ok(longest <= 50, `a piece was held for ${longest} ms`);
  assert.equal(frames, 41);
  bench.coalescer.close();
});

Deno.test("push() keeps kinds apart, in the order in which they came", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  bench.say("start");
  bench.reason("r1");
  bench.reason("r2");
  bench.say("m1", "m2");
  bench.reason("r3");
  time.tick(33);
  assert.deepEqual(bench.out.map(({ kind }) => kind), [
    messageDelta,
    reasoningDelta,
    messageDelta,
    reasoningDelta,
  ]);
  assert.deepEqual(bench.take(), ["start", "r1r2", "m1m2", "r3"]);
  bench.coalescer.close();
});

Deno.test("push() lets a thinking phrase replace the one before it", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  bench.think("one");
  bench.think("two");
  bench.think("three");
  bench.think("");
  time.tick(33);
  assert.deepEqual(bench.take(), ["one", ""]);
  bench.coalescer.close();
});

Deno.test("push() keeps pieces apart whose other members differ", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  bench.say("first");
  bench.coalescer.push(reasoningDelta, { text: "a", verbose: true });
  bench.coalescer.push(reasoningDelta, { text: "b", verbose: true });
  bench.coalescer.push(reasoningDelta, { text: "c" });
  time.tick(33);
  assert.deepEqual(bench.out.slice(1).map(({ payload }) => payload), [
    { text: "ab", verbose: true },
    { text: "c" },
  ]);
  bench.coalescer.close();
});

Deno.test("conformance 038: another event pushes out what is held, ahead of itself, in the same tick", () => {
  using time = new GlobalTime();
  for (const mode of ["merge", "frames"] as const) {
    const bench = new StreamBench({ mode, ms: 1_000 });
    bench.say("a", "b", "c");
    bench.mark("tool");
    assert.deepEqual(bench.take().join(""), "abctool");
    assert.equal(time.timers, 0);
    bench.coalescer.close();
  }
});

Deno.test("push() lets a piece that follows another event out at once", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  bench.say("a", "b");
  bench.mark("tool");
  bench.say("c", "d");
  assert.deepEqual(bench.take(), ["a", "b", "tool", "c"]);
  time.tick(33);
  assert.deepEqual(bench.take(), ["d"]);
  bench.coalescer.close();
});

Deno.test("flush() lets go of everything held and ends the window", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  bench.say("a", "b");
  bench.coalescer.flush();
  assert.deepEqual(bench.take(), ["a", "b"]);
  assert.equal(time.timers, 0);
  bench.coalescer.flush();
  assert.deepEqual(bench.take(), []);
});

Deno.test("a window of 0 ms holds nothing, heard or not", () => {
  using time = new GlobalTime();
  for (const mode of ["merge", "frames"] as const) {
    const bench = new StreamBench({ ms: 0, mode });
    bench.say("a", "b");
    bench.heard = false;
    bench.say("c");
    assert.deepEqual(bench.take(), ["a", "b", "c"]);
    assert.equal(time.timers, 0);
  }
});

Deno.test("push() lets a flood go in frames of about 64 Ki characters", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  const piece = "x".repeat(1024);
  for (let i = 0; i < 300; i++) bench.say(piece);
  const early = bench.take();
  assert.equal(early.length, 5);
  assert.ok(early.every((text) => text.length <= 66 * 1024));
  time.tick(33);
  assert.equal(early.join("").length + bench.take().join("").length, 300 * 1024);
  bench.coalescer.close();
});

Deno.test("push() takes 10 MB in one piece", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  const huge = "x".repeat(10_000_000);
  bench.say("a", huge);
  assert.deepEqual(bench.take().map(({ length }) => length), [1, huge.length]);
  time.tick(33);
  bench.coalescer.close();
});

Deno.test("while nobody is heard, pieces are held beyond the window and go out as one", () => {
  using time = new GlobalTime();
  const bench = new StreamBench();
  bench.heard = false;
  for (let i = 0; i < 20; i++) {
    bench.say("x");
    time.tick(10);
  }
  assert.deepEqual(bench.take(), []);
  bench.heard = true;
  time.tick(33);
  assert.deepEqual(bench.take(), ["x".repeat(20)]);
  bench.coalescer.close();
});

Deno.test("while nobody is heard, no more is held than the limit", () => {
  using time = new GlobalTime();
  for (const mode of ["merge", "frames"] as const) {
    const bench = new StreamBench({ mode });
    bench.heard = false;
    let out = 0;
    for (let i = 0; i < 1_000; i++) {
      bench.say("x".repeat(1_000));
      time.tick(1);
      out += bench.take().join("").length;
      const held = (i + 1) * 1_000 - out;
      assert.ok(held <= 66_000, `${held} characters are held in mode ${mode}`);
    }
    bench.coalescer.close();
  }
});

Deno.test("while nobody is heard, empty phrases are not held without end either", () => {
  using _time = new GlobalTime();
  const bench = new StreamBench({ mode: "frames" });
  bench.heard = false;
  for (let i = 0; i < 70_000; i++) bench.think("");
  assert.ok(bench.take().length > 0, "70,000 pieces are held");
  bench.coalescer.close();
});

Deno.test("streams of two sessions share a window and nothing else", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(33, raise);
  const one = new StreamBench({ window });
  const two = new StreamBench({ window });
  one.say("a", "b");
  time.tick(20);
  two.say("c", "d");
  assert.deepEqual(two.take(), ["c"]);
  one.mark("tool");
  assert.deepEqual(one.take(), ["a", "b", "tool"]);
  assert.deepEqual(two.take(), []);
  time.tick(33);
  assert.deepEqual(two.take(), ["d"]);
  one.coalescer.close();
  two.coalescer.close();
  assert.equal(time.timers, 0);
});

Deno.test("a stream that nobody watches wakes nobody until somebody comes", () => {
  using time = new GlobalTime();
  const said: unknown[] = [];
  const coalescer: Coalescer = new Coalescer({
    window: new BatchWindow(33, raise),
    mode: "merge",
    sink: { readiness: "none", emit: (_kind, payload) => said.push(payload?.text) },
  });
  coalescer.push(messageDelta, { text: "a" });
  coalescer.push(messageDelta, { text: "b" });
  time.tick(33);
  assert.equal(time.timers, 0);
  assert.deepEqual(said, []);
  coalescer.flush();
  assert.deepEqual(said, ["ab"]);
});
