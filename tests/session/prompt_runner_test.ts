import assert from "node:assert/strict";
import { AgentError } from "../../src/agent/agent.ts";
import { RunnerBench } from "./support/runner_bench.ts";

Deno.test("submit() answers before it says anything, and runs a turn in order", async () => {
  using bench = new RunnerBench();
  assert.equal(bench.submit("hello"), "streaming");
  assert.equal(bench.runner.running, true);
  assert.deepEqual(bench.take(), []);
  await bench.time.pass();
  const { ask, ...input } = bench.turn.input;
  assert.equal(typeof ask, "function");
  assert.deepEqual(input, {
    text: "hello",
    history: [],
    model: "m",
    reasoningEffort: "low",
  });
  await bench.finish("hi there");
  assert.deepEqual(bench.take(), [
    "message.start",
    "message.delta: hi there",
    "message.complete: hi there (complete)",
    "info: false",
    "idle",
  ]);
  assert.equal(bench.runner.running, false);
  assert.deepEqual(bench.texts, ["user: hello", "assistant: hi there"]);
});

Deno.test("conformance 125: a turn adds its prompt and its rows to the history at once", async () => {
  using bench = new RunnerBench();
  await bench.begin();
  assert.equal(bench.history.version, 0);
  await bench.finish();
  assert.equal(bench.history.version, 1);
  await bench.begin("more");
  assert.deepEqual(bench.turn.input.history.map(({ text }) => text), ["hello", "done"]);
});

Deno.test("an agent that writes into the history it is given changes nothing here", async () => {
  using bench = new RunnerBench();
  await bench.begin();
  (bench.turn.input.history as unknown[]).push({ role: "user", text: "forged" });
  await bench.finish();
  assert.deepEqual(bench.texts, ["user: hello", "assistant: done"]);
});

Deno.test("message.complete carries usage, reasoning and what went wrong beside the text", async () => {
  using bench = new RunnerBench();
  await bench.begin();
  bench.turn.push(
    { type: "reasoning", text: "because" },
    { type: "usage", usage: { input: 3, output: 4, total: 7 } },
    { type: "failure", message: "cut short" },
  );
  await bench.finish("half");
  const { usage } = bench;
  const complete = bench.said.find(([type]) => type === "message.complete")?.[1];
  assert.deepEqual(complete, {
    text: "half",
    usage: usage.snapshot("m"),
    status: "error",
    reasoning: "because",
    warning: "cut short",
  });
  assert.equal(usage.snapshot("m").total, 7);
  assert.deepEqual(bench.take().slice(2, 5), [
    "message.delta: half",
    "reasoning.available: because",
    "message.complete: half (error)",
  ]);
});

Deno.test("conformance 129: a failure without a text is its own text", async () => {
  using bench = new RunnerBench();
  await bench.begin();
  bench.turn.push({ type: "failure", message: "overloaded" });
  bench.turn.end();
  await bench.time.pass();
  assert.deepEqual(bench.take(), [
    "message.start",
    "message.complete: Error: overloaded (error)",
    "info: false",
    "idle",
  ]);
});

Deno.test("conformance 130: no text and no error is complete and empty", async () => {
  using bench = new RunnerBench();
  await bench.begin();
  bench.turn.end();
  await bench.time.pass();
  assert.equal(bench.take()[1], "message.complete:  (complete)");
  assert.deepEqual(bench.texts, ["user: hello"]);
});

Deno.test("conformance 144: an exception is an error, with no message.complete", async () => {
  using bench = new RunnerBench();
  await bench.begin();
  bench.turn.text("part");
  bench.turn.fail(new AgentError("the model is gone"));
  await bench.time.pass();
  assert.deepEqual(bench.take(), [
    "message.start",
    "message.delta: part",
    "error: the model is gone",
    "info: false",
    "idle",
  ]);
  assert.equal(bench.runner.running, false);
  assert.deepEqual(bench.texts, ["user: hello", "assistant: part"]);
  await bench.begin("again");
  assert.equal(bench.turn.input.text, "again");
});

Deno.test("an agent that cannot be built is an error, and the next prompt tries again", async () => {
  using bench = new RunnerBench({ builds: "hold" });
  await bench.begin();
  bench.provider.builds[0]?.fail(new AgentError("no such model"));
  await bench.time.pass();
  assert.deepEqual(bench.take(), [
    "error: agent init failed: no such model",
    "info: false",
    "idle",
  ]);
  assert.deepEqual(bench.texts, ["user: hello"]);
  assert.deepEqual(bench.turns, ["error, no turn"]);
  bench.provider.script.builds = "now";
  await bench.begin("again");
  await bench.finish();
  assert.equal(bench.take().length, 5);
});

Deno.test("an agent that is not there after 30 s is an error, and may still come", async () => {
  using bench = new RunnerBench({ builds: "hold" });
  await bench.begin();
  await bench.time.pass(29_999);
  assert.deepEqual(bench.take(), []);
  await bench.time.pass(1);
  assert.deepEqual(bench.take(), ["error: agent initialization timed out", "info: false", "idle"]);
  bench.provider.builds[0]?.finish();
  await bench.begin("again");
  assert.equal(bench.turn.input.text, "again");
  assert.equal(bench.provider.builds.length, 1);
});

Deno.test("conformance 250: a listener that throws does not keep the next prompt waiting", async () => {
  using bench = new RunnerBench();
  bench.tellInfo = () => {
    throw new Error("info broke");
  };
  bench.onIdle = () => {
    throw new Error("idle broke");
  };
  await bench.begin();
  bench.submit("next", "queue");
  const idle = bench.runner.idle();
  await bench.finish();
  assert.equal(bench.turn.input.text, "next");
  await bench.finish();
  await idle;
  assert.equal(bench.runner.running, false);
  assert.equal(bench.log.at("error").length, 3);
});

Deno.test("inflight shows the prompt and the answer so far", async () => {
  using bench = new RunnerBench();
  assert.equal(bench.runner.inflight, undefined);
  bench.submit("hello");
  assert.deepEqual(bench.runner.inflight, { user: "hello", assistant: "", streaming: true });
  await bench.time.pass();
  bench.turn.text("par", "tial");
  await bench.time.pass();
  assert.deepEqual(bench.runner.inflight, {
    user: "hello",
    assistant: "partial",
    streaming: true,
  });
  await bench.finish();
  assert.equal(bench.runner.inflight, undefined);
});

Deno.test("idle() waits for the turn that runs and the one that is queued", async () => {
  using bench = new RunnerBench();
  await bench.runner.idle();
  let idle = false;
  await bench.begin();
  bench.submit("next", "queue");
  bench.runner.idle().then(() => idle = true);
  await bench.finish();
  assert.equal(idle, false);
  await bench.finish();
  assert.equal(idle, true);
});

Deno.test("close() ends the turn, tells so, and says nothing any more", async () => {
  for (const obeys of [true, false]) {
    using bench = new RunnerBench({ obeys });
    await bench.begin();
    bench.submit("next", "queue");
    bench.take();
    const idle = bench.runner.idle();
    bench.runner.close();
    assert.deepEqual(bench.take(), ["message.complete:  (interrupted)", "info: false"]);
    await idle;
    assert.equal(bench.turn.signal.aborted, true);
    bench.turn.text("late");
    bench.turn.end();
    await bench.time.pass(10_000);
    assert.deepEqual(bench.take(), []);
    assert.equal(bench.runner.running, false);
    assert.equal(bench.time.timers, 0);
  }
});
