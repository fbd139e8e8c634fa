/** The cap on live sessions, and who is spared by it and by the sweep. */
import assert from "node:assert/strict";
import { type BenchOptions, MemoryViewer, type SessionBench } from "./support/session_bench.ts";
import { built, ReaperBench, run } from "./support/reaper_bench.ts";

const HOUR = 3_600_000;

async function four(options: BenchOptions & { maxLive?: number; ttlMs?: number }) {
  const bench = new ReaperBench({ graceMs: 0, ...options });
  const old = await built(bench, "old");
  await bench.time.pass(1_000);
  const young = await built(bench, "young");
  const attached = await built(bench, "attached");
  const running = await built(bench, "running");
  new MemoryViewer(attached);
  await run(bench, running);
  return { bench, old, young, attached, running };
}

Deno.test("conformance 089: over the cap the detached and idle leave, the oldest first, nobody else", async () => {
  const { bench, old, young, attached, running } = await four({ maxLive: 2 });
  using _ = bench;
  bench.reaper.opened();
  await bench.time.pass(99);
  assert.deepEqual(bench.ended, []);
  await bench.time.pass(1);
  assert.deepEqual(bench.ended, [[old, "lru_evict"], [young, "lru_evict"]]);
  assert.deepEqual(bench.registry.all(), [attached, running]);
  bench.reaper.opened();
  assert.equal(bench.time.timers, 1, "the sweep alone");
});

Deno.test("as many leave as there are too many, and who was used last stays", async () => {
  const { bench, old, young } = await four({ maxLive: 3 });
  using _ = bench;
  await bench.time.pass(1_000);
  old.touch();
  bench.reaper.opened();
  bench.reaper.opened();
  await bench.time.pass(100);
  assert.deepEqual(bench.ended, [[young, "lru_evict"]]);
});

Deno.test("nobody leaves while all are attached or at work, however many they are", async () => {
  const { bench, old, young } = await four({ maxLive: 1 });
  using _ = bench;
  new MemoryViewer(old);
  await run(bench, young);
  bench.reaper.opened();
  await bench.time.pass(300_000);
  assert.deepEqual(bench.ended, []);
});

Deno.test("the sweep looks at the cap too, also without a TTL", async () => {
  const { bench } = await four({ maxLive: 2 });
  using _ = bench;
  await bench.time.pass(300_000);
  assert.deepEqual(bench.reasons, ["lru_evict", "lru_evict"]);
});

Deno.test("conformance 090: a cap of 0 evicts nobody and sets no timer", async () => {
  const { bench } = await four({ maxLive: 0 });
  using _ = bench;
  bench.reaper.opened();
  assert.equal(bench.time.timers, 0);
  await bench.time.pass(HOUR);
  assert.deepEqual(bench.ended, []);
});

Deno.test("close() forgets a look at the cap that was due", async () => {
  const { bench } = await four({ maxLive: 1 });
  using _ = bench;
  bench.reaper.opened();
  bench.reaper.close();
  assert.equal(bench.time.timers, 0);
});

Deno.test("conformance 205: each reason to stay spares a session from the sweep by itself", async () => {
  const spare = {
    "its turn runs": async (bench: SessionBench) => await run(bench, await built(bench)),
    "it waits for an answer": async (bench: SessionBench) => {
      const session = await built(bench);
      await run(bench, session);
      session.life.asks();
      assert.equal(session.status, "waiting");
    },
    "somebody watches": async (bench: SessionBench) => void new MemoryViewer(await built(bench)),
    "its agent is being built": (bench: SessionBench) => {
      bench.provider.script.builds = "hold";
      bench.create().build.now();
    },
  };
  for (const [why, make] of Object.entries(spare)) {
    using bench = new ReaperBench({ graceMs: 0, ttlMs: HOUR, maxLive: 1 });
    bench.provider.script.builds = "now";
    const other = await built(bench, "other");
    await make(bench);
    await bench.time.pass(10 * HOUR);
    assert.equal(other.closed, true);
    assert.equal(bench.registry.size, 1, why);
  }
});

Deno.test("a watch session and one whose agent cannot be built leave as the idle do", async () => {
  using bench = new ReaperBench({ graceMs: 0, ttlMs: HOUR });
  const watch = bench.create();
  watch.life.restAt("watch");
  bench.provider.script.builds = "hold";
  const broken = bench.create();
  broken.build.now();
  bench.provider.builds[0]?.fail(new Error("no such model"));
  await bench.time.pass(HOUR + 300_000);
  assert.deepEqual(bench.ended, [[watch, "idle_timeout"], [broken, "idle_timeout"]]);
});
