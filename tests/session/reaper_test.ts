import assert from "node:assert/strict";
import { built, ReaperBench, run } from "./support/reaper_bench.ts";
import { MemoryViewer } from "./support/session_bench.ts";

const HOUR = 3_600_000;

Deno.test("conformance 198: orphaned() ends a session after its grace", () => {
  using bench = new ReaperBench();
  const session = bench.create();
  bench.reaper.orphaned(session);
  assert.equal(bench.reaper.waiting, 1);
  bench.time.tick(19_999);
  assert.deepEqual(bench.reasons, []);
  bench.time.tick(1);
  assert.deepEqual(bench.reasons, ["ws_orphan_reap"]);
  assert.equal(bench.reaper.waiting, 0);
  assert.equal(bench.time.timers, 0);
});

Deno.test("conformance 197: a grace of 0 sets no timer", () => {
  using bench = new ReaperBench({ graceMs: 0 });
  bench.reaper.orphaned(bench.create());
  assert.equal(bench.time.timers, 0);
  bench.time.tick(HOUR);
  assert.deepEqual(bench.reasons, []);
});

Deno.test("adopted() calls the end off, and the next orphaned() gets a whole grace", () => {
  using bench = new ReaperBench();
  const session = bench.create();
  bench.reaper.orphaned(session);
  bench.time.tick(19_000);
  bench.reaper.adopted(session);
  assert.equal(bench.time.timers, 0);
  bench.time.tick(60_000);
  bench.reaper.orphaned(session);
  bench.reaper.orphaned(session);
  assert.equal(bench.time.timers, 1);
  bench.time.tick(19_999);
  assert.deepEqual(bench.reasons, []);
  bench.time.tick(1);
  assert.deepEqual(bench.reasons, ["ws_orphan_reap"]);
});

Deno.test("conformance 196: a session that is watched when its grace ends stays", () => {
  using bench = new ReaperBench();
  const session = bench.create();
  bench.reaper.orphaned(session);
  new MemoryViewer(session);
  bench.time.tick(60_000);
  assert.deepEqual(bench.reasons, []);
});

Deno.test("a session that runs when its grace ends gets its grace again after the turn", async () => {
  using bench = new ReaperBench();
  const session = bench.create();
  await run(bench, session);
  bench.reaper.orphaned(session);
  await bench.time.pass(60_000);
  assert.deepEqual(bench.reasons, []);
  assert.equal(bench.reaper.waiting, 1);
  bench.provider.turn.end();
  await bench.time.pass();
  bench.reaper.idle(session);
  bench.time.tick(19_999);
  assert.deepEqual(bench.reasons, []);
  bench.time.tick(1);
  assert.deepEqual(bench.reasons, ["ws_orphan_reap"]);
});

Deno.test("idle() plans nothing for a session that was not waited for", async () => {
  using bench = new ReaperBench();
  const session = bench.create();
  bench.reaper.idle(session);
  assert.equal(bench.time.timers, 0);
  await run(bench, session);
  bench.reaper.orphaned(session);
  await bench.time.pass(60_000);
  bench.reaper.adopted(session);
  bench.reaper.idle(session);
  assert.equal(bench.reaper.waiting, 0);
});

Deno.test("a session that ended is not ended again", () => {
  using bench = new ReaperBench();
  const session = bench.create();
  bench.reaper.orphaned(session);
  bench.registry.close(session.id, "tui_close");
  bench.reaper.forget(session);
  assert.equal(bench.time.timers, 0);
  bench.reaper.orphaned(session);
  assert.equal(bench.time.timers, 0);
  assert.deepEqual(bench.reasons, ["tui_close"]);
});

Deno.test("conformance 206: the sweep ends what nobody watches or uses, and nothing else", async () => {
  using bench = new ReaperBench({ graceMs: 0, ttlMs: 10 * HOUR });
  const stale = await built(bench, "stale");
  const watched = await built(bench, "watched");
  const running = await built(bench, "running");
  const recent = await built(bench, "recent");
  new MemoryViewer(watched);
  await run(bench, running);
  await bench.time.pass(5 * HOUR);
  recent.touch();
  const young = await built(bench, "young");
  await bench.time.pass(5 * HOUR);
  assert.deepEqual(bench.reasons, []);
  await bench.time.pass(300_000);
  assert.deepEqual(bench.ended, [[stale, "idle_timeout"]]);
  assert.deepEqual(bench.registry.all(), [watched, running, recent, young]);
});

Deno.test("the sweep goes on every 300 s until it is stopped", async () => {
  using bench = new ReaperBench({ graceMs: 0, ttlMs: HOUR });
  for (let i = 0; i < 3; i++) {
    await built(bench);
    await bench.time.pass(HOUR + 300_000);
    assert.equal(bench.ended.length, i + 1);
  }
  bench.reaper.close();
  assert.equal(bench.time.timers, 0);
});

Deno.test("a TTL of 0 sets no timer", () => {
  using bench = new ReaperBench({ ttlMs: 0 });
  assert.equal(bench.time.timers, 0);
});

Deno.test("the sweep is not fooled by a wall clock that jumps", async () => {
  using bench = new ReaperBench({ graceMs: 0, ttlMs: HOUR });
  await built(bench);
  bench.time.setWallClock(24 * HOUR);
  await bench.time.pass(300_000);
  assert.deepEqual(bench.reasons, []);
  bench.time.setWallClock(-48 * HOUR);
  await bench.time.pass(HOUR);
  assert.deepEqual(bench.reasons, ["idle_timeout"]);
});

Deno.test("close() stops every timer", async () => {
  using bench = new ReaperBench({ ttlMs: HOUR });
  const [one, two] = [bench.create(), bench.create()];
  await run(bench, two);
  bench.reaper.orphaned(one);
  bench.reaper.orphaned(two);
  bench.reaper.close();
  assert.equal(bench.reaper.waiting, 0);
  assert.equal(bench.time.timers, 0);
});
