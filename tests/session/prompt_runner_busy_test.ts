/** A prompt that comes while a turn runs. */
import assert from "node:assert/strict";
import { RunnerBench } from "./support/runner_bench.ts";

Deno.test("conformance 245: mode queue runs the prompt after the turn, uninterrupted", async () => {
  using bench = new RunnerBench();
  await bench.begin("one");
  assert.equal(bench.submit("two", "queue"), "queued");
  assert.equal(bench.turn.signal.aborted, false);
  await bench.finish("first");
  assert.deepEqual(bench.take(), [
    "message.start",
    "message.delta: first",
    "message.complete: first (complete)",
    "info: false",
    "message.start",
  ]);
  assert.equal(bench.turn.input.text, "two");
  await bench.finish("second");
  assert.deepEqual(bench.texts, [
    "user: one",
    "assistant: first",
    "user: two",
    "assistant: second",
  ]);
});

Deno.test("conformance 244: mode interrupt ends the turn once and queues", async () => {
  using bench = new RunnerBench();
  await bench.begin("one");
  bench.turn.text("par");
  await bench.time.pass();
  const first = bench.turn;
  assert.equal(bench.submit("two", "interrupt"), "queued");
  assert.equal(bench.submit("three", "interrupt"), "queued");
  assert.equal(first.signal.aborted, true);
  await bench.time.pass();
  assert.deepEqual(bench.take(), [
    "message.start",
    "message.delta: par",
    "message.complete: par (interrupted)",
    "info: false",
    "message.start",
  ]);
  // One slot: both texts, joined by a blank line.
  assert.equal(bench.turn.input.text, "two\n\nthree");
  assert.equal(bench.provider.agent.turns.length, 2);
});

Deno.test("conformance 246: mode steer gives an agent that accepts it a hint, and queues nothing", async () => {
  using bench = new RunnerBench({ takesHints: true });
  await bench.begin("one");
  assert.equal(bench.submit("left", "steer"), "steered");
  assert.deepEqual(bench.provider.agent.hints, ["left"]);
  assert.equal(bench.turn.signal.aborted, false);
  await bench.finish();
  assert.equal(bench.runner.running, false);
});

Deno.test("mode steer interrupts and queues where the hint is not taken", async () => {
  for (const takesHints of [false, undefined]) {
    using bench = new RunnerBench({ takesHints });
    await bench.begin("one");
    const first = bench.turn;
    assert.equal(bench.submit("left", "steer"), "queued");
    assert.equal(first.signal.aborted, true);
    await bench.time.pass();
    assert.equal(bench.turn.input.text, "left");
  }
});

Deno.test("mode steer survives an agent whose steer throws", async () => {
  using bench = new RunnerBench({ takesHints: true });
  await bench.begin("one");
  Object.assign(bench.provider.agent, {
    steer() {
      throw new Error("steer broke");
    },
  });
  assert.equal(bench.submit("left", "steer"), "queued");
  assert.equal(bench.log.at("error").length, 1);
  assert.equal(bench.runner.steer("right"), "rejected");
});

Deno.test("a prompt that cuts the history is never taken for a hint", async () => {
  using bench = new RunnerBench({ takesHints: true });
  await bench.begin("one");
  assert.equal(bench.submit("other", "steer", 0), "queued");
  assert.deepEqual(bench.provider.agent.hints, []);
  await bench.time.pass();
  assert.deepEqual(bench.turn.input.history, []);
  assert.equal(bench.turn.input.text, "other");
});

Deno.test("a prompt that still waits for its agent is not lost to the next one", async () => {
  for (const busy of ["interrupt", "steer", "queue"] as const) {
    using bench = new RunnerBench({ builds: "hold", takesHints: true });
    await bench.begin("one", busy);
    assert.equal(bench.submit("two", busy), "queued");
    await bench.time.pass();
    bench.provider.builds[0]?.finish();
    await bench.time.pass();
    assert.equal(bench.turn.input.text, "one", busy);
    await bench.finish();
    assert.equal(bench.turn.input.text, "two", busy);
  }
});

Deno.test("the cut of a queued prompt is made when its turn begins", async () => {
  using bench = new RunnerBench();
  for (const text of ["one", "two"]) {
    await bench.begin(text);
    await bench.finish(`re ${text}`);
  }
  await bench.begin("three");
  assert.equal(bench.submit("instead of two", "queue", 1), "queued");
  assert.equal(bench.history.userCount, 2);
  await bench.finish("re three");
  assert.deepEqual(bench.turn.input.history.map(({ text }) => text), ["one", "re one"]);
  await bench.finish("new");
  assert.deepEqual(bench.texts, [
    "user: one",
    "assistant: re one",
    "user: instead of two",
    "assistant: new",
  ]);
});

Deno.test("a second queued prompt keeps the cut of the first", async () => {
  using bench = new RunnerBench();
  await bench.begin("one");
  await bench.finish();
  await bench.begin("two");
  bench.submit("again", "queue", 0);
  bench.submit("and more", "queue");
  await bench.finish();
  assert.deepEqual(bench.turn.input.history, []);
  assert.equal(bench.turn.input.text, "again\n\nand more");
});

Deno.test("conformance 134: interrupt() ends the turn, and the queued prompt has none", async () => {
  for (const obeys of [true, false]) {
    using bench = new RunnerBench({ obeys });
    await bench.begin("one");
    bench.turn.text("part");
    await bench.time.pass();
    bench.submit("two", "queue");
    bench.runner.interrupt();
    await bench.time.pass();
    assert.deepEqual(bench.take(), [
      "message.start",
      "message.delta: part",
      "message.complete: part (interrupted)",
      "info: false",
      "idle",
    ]);
    assert.equal(bench.provider.agent.turns.length, 1);
    assert.deepEqual(bench.texts, ["user: one", "assistant: part", "user: two"]);
    assert.deepEqual(bench.ended, ["one", "two"]);
  }
});

Deno.test("conformance 133: interrupt() before the agent is ready means no turn at all", async () => {
  using bench = new RunnerBench({ builds: "hold" });
  await bench.begin("one");
  bench.runner.interrupt();
  await bench.time.pass();
  assert.deepEqual(bench.take(), ["info: false", "idle"]);
  bench.provider.builds[0]?.finish();
  await bench.time.pass(60_000);
  assert.deepEqual(bench.take(), []);
  assert.equal(bench.provider.agent.turns.length, 0);
  assert.deepEqual(bench.texts, ["user: one"]);
  assert.deepEqual(bench.ended, ["one"]);
  assert.deepEqual(bench.turns, ["interrupted, no turn"]);
});

Deno.test("interrupt() in the same tick as the prompt means no turn at all", async () => {
  using bench = new RunnerBench();
  await bench.agents.build();
  bench.submit("one");
  bench.runner.interrupt();
  await bench.time.pass();
  assert.deepEqual(bench.take(), ["info: false", "idle"]);
  assert.equal(bench.provider.agent.turns.length, 0);
});

Deno.test("interrupt() of nothing does nothing", async () => {
  using bench = new RunnerBench();
  bench.runner.interrupt();
  await bench.time.pass();
  assert.deepEqual(bench.take(), []);
});

Deno.test("conformance 153: steer() reaches a running agent without interrupting it", async () => {
  using bench = new RunnerBench({ takesHints: true });
  assert.equal(bench.runner.steer("early"), "rejected");
  await bench.begin("one");
  assert.equal(bench.runner.steer("left"), "queued");
  assert.deepEqual(bench.provider.agent.hints, ["left"]);
  bench.provider.script.takesHints = false;
  assert.equal(bench.runner.steer("right"), "rejected");
  bench.runner.interrupt();
  bench.provider.script.takesHints = true;
  assert.equal(bench.runner.steer("after the end"), "rejected");
});

Deno.test("conformance 154: steer() is unsupported where the agent has none", async () => {
  using bench = new RunnerBench();
  assert.equal(bench.runner.steer("before there is an agent"), "rejected");
  await bench.begin("one");
  assert.equal(bench.runner.steer("left"), "unsupported");
  await bench.finish();
  assert.equal(bench.runner.steer("idle"), "unsupported");
});

Deno.test("of two queued prompts that cut, the cut that takes more away holds", async () => {
  using bench = new RunnerBench();
  for (const text of ["u0", "u1", "u2"]) {
    await bench.begin(text);
    await bench.finish("a");
  }
  await bench.begin("u3");
  bench.submit("edited", "queue", 0);
  bench.submit("again", "queue", 2);
  await bench.finish("a");
  await bench.finish("b");
  assert.deepEqual(bench.texts, ["user: edited\n\nagain", "assistant: b"]);
});

Deno.test("a prompt that is stopped on its way to the agent is kept, and cuts nothing away", async () => {
  using bench = new RunnerBench();
  await bench.begin("u0");
  await bench.finish("a0");
  bench.submit("edited", "interrupt", 0);
  bench.runner.interrupt();
  await bench.time.pass();
  assert.deepEqual(bench.texts, ["user: u0", "assistant: a0", "user: edited"]);
});

Deno.test("a queued prompt that is called off cuts nothing away, and those after it run", async () => {
  using bench = new RunnerBench();
  await bench.begin("u0");
  await bench.finish("a0");
  await bench.begin("u1");
  bench.submit("edited", "queue", 0);
  bench.runner.interrupt();
  bench.submit("u2", "queue");
  await bench.time.pass();
  assert.equal(bench.turn.input.text, "u2");
  await bench.finish("a2");
  const texts = ["user: u0", "assistant: a0", "user: u1", "user: edited", "user: u2"];
  assert.deepEqual(bench.texts, [...texts, "assistant: a2"]);
  assert.deepEqual(bench.ended, ["u0", "u1", "edited", "u2"]);
  assert.deepEqual(bench.turns, ["complete", "interrupted", "complete"]);
});

Deno.test("close() keeps what was said: the turn that ran, and the prompts behind it", async () => {
  for (const builds of ["now", "hold"] as const) {
    using bench = new RunnerBench({ builds });
    await bench.begin("one");
    bench.submit("two", "queue");
    bench.runner.close();
    await bench.time.pass();
    assert.deepEqual(bench.texts, ["user: one", "user: two"], builds);
    assert.deepEqual(bench.ended, ["one", "two"]);
    assert.equal(bench.turns.length, 1);
  }
});
