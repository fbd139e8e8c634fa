import assert from "node:assert/strict";
import { events } from "../../src/protocol/events.ts";
import { sessionInfo } from "../../src/protocol/shapes.ts";
import { MemoryViewer, SessionBench } from "./support/session_bench.ts";

Deno.test("info() is complete from the first moment, and lazy until the agent is there", async () => {
  using bench = new SessionBench();
  const session = bench.create({ model: "model-b", reasoningEffort: "high", title: "Tides" });
  const info = session.info();
  sessionInfo.parse(info);
  assert.deepEqual(
    [info.model, info.provider, info.reasoning_effort, info.title, info.cwd, info.running],
    ["model-b", "scripted", "high", "Tides", "/srv", false],
  );
  assert.deepEqual(info.tools, { files: ["read", "write"] });
  assert.deepEqual(info.skills, { office: ["letters"] });
  assert.equal(info.desktop_contract, 2);
  assert.equal(info.lazy, true);
  await session.agents.build();
  assert.ok(!("lazy" in session.info()));
});

Deno.test("buildSoon() builds the agent 50 ms later and tells its viewers", async () => {
  using bench = new SessionBench();
  const session = bench.create({ model: "model-b" });
  const viewer = new MemoryViewer(session);
  session.build.soon();
  assert.equal(session.status, "starting");
  await bench.time.pass(49);
  assert.equal(bench.provider.builds.length, 0);
  await bench.time.pass(1);
  const [build] = bench.provider.builds;
  assert.deepEqual(
    [build?.context.sessionId, build?.context.cwd, build?.context.model],
    [session.id, "/srv", "model-b"],
  );
  const [frame = ""] = viewer.frames();
  const { type, payload } = JSON.parse(frame).params;
  assert.equal(type, "session.info");
  assert.ok(!("lazy" in payload));
});

Deno.test("buildSoon() says what went wrong, once, also when a prompt was faster", async () => {
  for (const [prompted, failsAfter] of [[false, 1], [true, 1], [true, 60]] as const) {
    using bench = new SessionBench({ script: { builds: "hold" } });
    const session = bench.create();
    const viewer = new MemoryViewer(session);
    session.build.soon();
    if (prompted) {
      session.runner.submit({ text: "hello", truncateBefore: undefined, ids: [] }, "queue");
    } else await bench.time.pass(50);
    await bench.time.pass(failsAfter);
    bench.provider.builds[0]?.fail(new Error("no such model"));
    await bench.time.pass(1_000);
    assert.deepEqual(viewer.types(), prompted ? ["error", "session.info"] : ["error"]);
    assert.equal(bench.provider.builds.length, 1);
  }
});

Deno.test("buildSoon() tells of a failure after the prompt that waited was interrupted", async () => {
  using bench = new SessionBench({ script: { builds: "hold" } });
  const session = bench.create();
  const viewer = new MemoryViewer(session);
  session.build.soon();
  session.runner.submit({ text: "hello", truncateBefore: undefined, ids: [] }, "queue");
  await bench.time.pass(60);
  session.runner.interrupt();
  await bench.time.pass();
  bench.provider.builds[0]?.fail(new Error("no such model"));
  await bench.time.pass();
  assert.deepEqual(viewer.types(), ["session.info", "error"]);
});

Deno.test("status tells building from working from idle", async () => {
  using bench = new SessionBench({ script: { builds: "hold" } });
  const session = bench.create();
  session.build.now();
  assert.equal(session.status, "starting");
  session.runner.submit({ text: "hello", truncateBefore: undefined, ids: [] }, "queue");
  await bench.time.pass();
  assert.equal(session.status, "working");
  bench.provider.builds[0]?.finish();
  await bench.time.pass();
  assert.equal(session.status, "working");
  bench.provider.turn.end();
  await bench.time.pass();
  assert.equal(session.status, "idle");
});

Deno.test("emit() encodes an event once, however many watch", () => {
  using bench = new SessionBench();
  const session = bench.create();
  const viewers = Array.from({ length: 5 }, () => new MemoryViewer(session));
  let encodes = 0;
  const payload = { kind: "status", text: "x", toJSON: () => ({ encodes: ++encodes }) };
  session.emit(events.statusUpdate, payload);
  for (const viewer of viewers) {
    assert.equal(viewer.wakes, 1);
    assert.match(viewer.frames()[0] ?? "", /"encodes":1/);
  }
  assert.equal(encodes, 1);
});

Deno.test("a stream is held back while no viewer is ready, and let go when one is", () => {
  using bench = new SessionBench();
  const session = bench.create();
  const slow = new MemoryViewer(session);
  slow.ready = false;
  for (let i = 0; i < 10; i++) {
    session.emit(events.messageDelta, { text: "x" });
    bench.time.tick(20);
  }
  assert.equal(session.journal.latest, 0);
  const quick = new MemoryViewer(session);
  bench.time.tick(33);
  assert.equal(session.journal.latest, 1);
  assert.match(quick.frames()[0] ?? "", /"x{10}"/);
  quick.ready = false;
  session.emit(events.messageStart, undefined);
  assert.equal(session.journal.latest, 2);
});

Deno.test("a viewer that leaves is not woken any more", () => {
  using bench = new SessionBench();
  const session = bench.create();
  const viewer = new MemoryViewer(session);
  assert.equal(session.watched, true);
  session.audience.remove(viewer);
  session.audience.remove(viewer);
  session.tellInfo();
  assert.equal(viewer.wakes, 0);
  assert.equal(session.watched, false);
});

Deno.test("close() lets out what was said, ends turn, agent and stream, and nothing follows", async () => {
  using bench = new SessionBench({ script: { obeys: false } });
  const session = bench.create();
  session.build.soon();
  await bench.time.pass(50);
  const viewer = new MemoryViewer(session);
  session.runner.submit({ text: "hello", truncateBefore: undefined, ids: [] }, "queue");
  await bench.time.pass();
  const { turn } = bench.provider;
  turn.text("a", "b", "c");
  await bench.time.pass();
  assert.deepEqual(viewer.types(), ["message.start", "message.delta"]);
  bench.registry.close(session.id, "tui_close");
  assert.equal(session.closed, true);
  assert.equal(session.watched, false);
  assert.equal(bench.provider.agent.closes, 1);
  assert.equal(turn.signal.aborted, true);
  turn.text("late");
  turn.end();
  session.emit(events.messageStart, undefined);
  session.tellInfo();
  await bench.time.pass(100_000);
  assert.deepEqual(viewer.types(), ["message.delta", "message.complete", "session.info"]);
  assert.equal(bench.provider.agent.closes, 1);
  assert.equal(bench.time.timers, 0);
  assert.deepEqual(bench.idle, []);
});

Deno.test("close() before the agent is built builds none", async () => {
  using bench = new SessionBench();
  const session = bench.create();
  session.build.soon();
  bench.registry.close(session.id, "tui_close");
  assert.equal(bench.time.timers, 0);
  await bench.time.pass(1_000);
  assert.equal(bench.provider.builds.length, 0);
  assert.equal(bench.time.timers, 0);
});

Deno.test("close() in the middle of a build, with a prompt waiting, leaves nothing", async () => {
  using bench = new SessionBench({ script: { builds: "hold" } });
  const session = bench.create();
  const viewer = new MemoryViewer(session);
  session.build.soon();
  await bench.time.pass(50);
  session.runner.submit({ text: "hello", truncateBefore: undefined, ids: [] }, "queue");
  await bench.time.pass();
  bench.registry.close(session.id, "tui_close");
  await bench.time.pass();
  assert.equal(bench.time.timers, 0);
  bench.provider.builds[0]?.finish();
  await bench.time.pass(60_000);
  assert.equal(bench.provider.agent.closes, 1);
  assert.equal(bench.provider.agent.turns.length, 0);
  assert.deepEqual(viewer.types(), ["session.info"]);
});

Deno.test("idleMs grows with time and not with the wall clock", async () => {
  using bench = new SessionBench();
  const session = bench.create();
  await bench.time.pass(1_000);
  assert.equal(session.idleMs, 1_000);
  bench.time.setWallClock(86_400_000);
  assert.equal(session.idleMs, 1_000);
  session.touch();
  assert.equal(session.idleMs, 0);
  assert.equal(session.lastActive, bench.time.clock.now());
});

Deno.test("a provider whose describe() throws breaks no turn and no build", async () => {
  using bench = new SessionBench();
  const session = bench.create();
  const viewer = new MemoryViewer(session);
  bench.provider.describe = () => {
    throw new Error("cannot describe");
  };
  session.build.soon();
  await bench.time.pass(50);
  session.runner.submit({ text: "hello", truncateBefore: undefined, ids: [] }, "queue");
  await bench.time.pass();
  bench.provider.turn.end();
  await session.runner.idle();
  assert.deepEqual(viewer.types(), ["message.start", "message.complete"]);
  assert.deepEqual(bench.idle, [session]);
  assert.equal(bench.log.at("error").length, 2);
  assert.deepEqual(bench.log.at("critical"), []);
});
