/** Agents that do not stop when they are interrupted. */
import assert from "node:assert/strict";
import { AgentError } from "../../src/agent/agent.ts";
import { RunnerBench } from "./support/runner_bench.ts";

async function stuck(): Promise<RunnerBench> {
  const bench = new RunnerBench({ obeys: false });
  await bench.begin("one");
  bench.turn.text("part");
  await bench.time.pass();
  bench.runner.interrupt();
  await bench.time.pass();
  bench.take();
  return bench;
}

Deno.test("the next prompt waits for an interrupted agent, and for its late words nobody", async () => {
  using bench = await stuck();
  const old = bench.turn;
  bench.submit("two");
  await bench.time.pass(3_000);
  assert.deepEqual(bench.take(), []);
  old.text("late");
  await bench.time.pass();
  assert.deepEqual(bench.take(), ["message.start"]);
  assert.equal(bench.turn.input.text, "two");
  assert.equal(bench.provider.builds.length, 1);
  old.text("later still");
  await bench.finish();
  assert.deepEqual(bench.take().slice(0, 2), [
    "message.delta: done",
    "message.complete: done (complete)",
  ]);
  assert.equal(bench.time.timers, 0);
});

Deno.test("an agent that does not stop within 5 s is replaced, and closed once", async () => {
  using bench = await stuck();
  const old = bench.provider.agent;
  bench.submit("two");
  await bench.time.pass(4_999);
  assert.deepEqual(bench.take(), []);
  await bench.time.pass(1);
  assert.equal(old.closes, 1);
  assert.equal(bench.provider.builds.length, 2);
  assert.equal(bench.turn.input.text, "two");
  assert.deepEqual(bench.turn.input.history.map(({ text }) => text), ["one", "part"]);
  const [notice, next] = bench.take();
  assert.match(notice ?? "", /^status\.update: The agent did not stop/);
  assert.equal(next, "message.start");
  assert.equal(bench.log.at("warn").length, 1);
  old.turn.text("from the grave");
  old.turn.fail(new Error("closed under me"));
  await bench.finish("fresh");
  assert.equal(bench.take()[0], "message.delta: fresh");
});

Deno.test("an agent that stops in its own time is kept", async () => {
  using bench = await stuck();
  bench.turn.end();
  await bench.time.pass(60_000);
  await bench.begin("two");
  assert.equal(bench.provider.builds.length, 1);
  assert.deepEqual(bench.take(), ["message.start"]);
});

Deno.test("interrupt() while the next prompt waits for the old agent ends the wait at once", async () => {
  using bench = await stuck();
  bench.submit("two");
  await bench.time.pass(1_000);
  bench.runner.interrupt();
  await bench.time.pass();
  assert.deepEqual(bench.take(), ["info: false", "idle"]);
  // The old agent is not forgiven: its time goes on.
  bench.submit("three");
  await bench.time.pass(4_000);
  assert.equal(bench.provider.builds.length, 2);
  assert.equal(bench.turn.input.text, "three");
});

Deno.test("close() while a prompt waits for the old agent leaves no timer", async () => {
  using bench = await stuck();
  bench.submit("two");
  await bench.time.pass(1_000);
  bench.runner.close();
  await bench.time.pass();
  assert.equal(bench.time.timers, 0);
  assert.equal(bench.runner.running, false);
  assert.deepEqual(bench.take(), ["info: false"]);
});

Deno.test("a new agent that cannot be built is an error of that prompt", async () => {
  using bench = await stuck();
  bench.provider.script.builds = "hold";
  bench.submit("two");
  await bench.time.pass(5_000);
  bench.provider.builds[1]?.fail(new AgentError("no more agents"));
  await bench.time.pass();
  assert.equal(bench.take()[1], "error: agent init failed: no more agents");
  assert.equal(bench.runner.running, false);
});

Deno.test("an agent's time counts from the interrupt, not from the next prompt", async () => {
  using bench = await stuck();
  await bench.time.pass(4_999);
  assert.deepEqual(bench.take(), []);
  await bench.time.pass(1);
  assert.match(bench.take().join(), /^status.update: The agent did not stop/);
  assert.equal(bench.provider.builds[0]?.agent.closes, 1);
  bench.submit("two");
  await bench.time.pass();
  assert.equal(bench.provider.builds.length, 2);
  assert.equal(bench.turn.input.text, "two");
});
