import assert from "node:assert/strict";
import { AgentError } from "../../../src/agent/agent.ts";
import { Stage, type WireEvent } from "../../support/stage.ts";

/** Type and payload, without what every event has. */
function brief(events: readonly WireEvent[]): [string, unknown][] {
  return events.map(({ type, payload }) => {
    return [type, type === "session.info" ? { running: payload.running } : payload];
  });
}

const usage = (calls: number, total: number) => ({
  model: "model-a",
  calls,
  input: total,
  output: 0,
  prompt: total,
  completion: 0,
  total,
  compressions: 0,
});

Deno.test("conformance 124: a plain turn is start, deltas, complete, info, and nothing else", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  assert.equal(client.submit(id, "hello"), "streaming");
  // The answer comes before the first event.
  assert.equal(client.take()[0].result.status, "streaming");
  await stage.time.pass();
  stage.provider.turn.text("Hello", " there", "!");
  await stage.time.pass(33);
  stage.provider.turn.push({ type: "usage", usage: { input: 4, output: 0, total: 4 } });
  stage.provider.turn.end();
  await stage.time.pass(1_000);
  const events = client.events();
  assert.deepEqual(brief(events), [
    ["message.start", undefined],
    ["message.delta", { text: "Hello" }],
    ["message.delta", { text: " there!" }],
    ["message.complete", { text: "Hello there!", usage: usage(1, 4), status: "complete" }],
    ["session.info", { running: false }],
  ]);
  assert.deepEqual(events.map(({ seq }) => seq), [2, 3, 4, 5, 6]);
  assert.ok(events.every(({ session_id }) => session_id === id));
  assert.ok(!("payload" in events[0]!));
});

Deno.test("a turn with reasoning and tools keeps its order, and completes with the last text only", async () => {
  await using stage = new Stage();
  const { client } = await stage.running("list");
  stage.provider.turn.push(
    { type: "thinking", text: "pondering" },
    { type: "reasoning", text: "need " },
    { type: "reasoning", text: "ls" },
    { type: "text", text: "Let me look." },
    { type: "tool_generating", name: "ls" },
    { type: "tool_start", id: "a", name: "ls", args: { path: "/srv" }, context: "/srv" },
    { type: "tool_start", id: "b", name: "ls", args: { path: "/tmp" }, context: "/tmp" },
    { type: "tool_complete", id: "b", name: "ls", args: { path: "/tmp" }, result: "none" },
    {
      type: "tool_complete",
      id: "a",
      name: "ls",
      args: { path: "/srv" },
      result: { files: 2 },
      durationSeconds: 0.5,
      summary: "2 files",
    },
    { type: "status", kind: "status", text: "almost" },
    { type: "text", text: "Two files." },
  );
  stage.provider.turn.end();
  await stage.time.pass(100);
  assert.deepEqual(brief(client.events()), [
    ["thinking.delta", { text: "pondering" }],
    ["reasoning.delta", { text: "need ls" }],
    ["message.delta", { text: "Let me look." }],
    ["tool.generating", { name: "ls" }],
    ["tool.start", { tool_id: "a", name: "ls", context: "/srv" }],
    ["tool.start", { tool_id: "b", name: "ls", context: "/tmp" }],
    ["tool.complete", { tool_id: "b", name: "ls", args: { path: "/tmp" }, result: "none" }],
    ["tool.complete", {
      tool_id: "a",
      name: "ls",
      args: { path: "/srv" },
      result: { files: 2 },
      duration_s: 0.5,
      summary: "2 files",
    }],
    ["status.update", { kind: "status", text: "almost" }],
    ["message.delta", { text: "Two files." }],
    ["reasoning.available", { text: "need ls" }],
    ["message.complete", {
      text: "Two files.",
      usage: usage(0, 0),
      status: "complete",
      reasoning: "need ls",
    }],
    ["session.info", { running: false }],
  ]);
});

Deno.test("conformance 144: a thrown failure is an error event, then info, with no message.complete", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  stage.provider.turn.text("so", " far");
  stage.provider.turn.fail(new AgentError("the model answered 500"));
  await stage.time.pass();
  assert.deepEqual(brief(client.events()), [
    ["message.delta", { text: "so" }],
    ["message.delta", { text: " far" }],
    ["error", { message: "the model answered 500" }],
    ["session.info", { running: false }],
  ]);
  assert.equal(client.submit(id, "again"), "streaming");
});

Deno.test("what an agent throws by accident never reaches a peer", async () => {
  await using stage = new Stage();
  const { client } = await stage.running();
  stage.provider.turn.fail(new Error("401 for key sk-hunter2"));
  await stage.time.pass();
  const events = client.events();
  assert.deepEqual(events.map(({ type }) => type), ["error", "session.info"]);
  assert.ok(!client.socket.frames.join("").includes("hunter2"));
  assert.match(events[0]?.payload.message, /see the gateway's log/);
});

Deno.test("conformance 129: a reported failure completes with status error", async () => {
  await using stage = new Stage();
  const { client } = await stage.running();
  stage.provider.turn.push({ type: "failure", message: "overloaded" });
  stage.provider.turn.end();
  await stage.time.pass();
  assert.deepEqual(brief(client.events()), [
    ["message.complete", { text: "Error: overloaded", usage: usage(0, 0), status: "error" }],
    ["session.info", { running: false }],
  ]);
});

Deno.test("a prompt whose agent cannot be built is an error, then info", async () => {
  await using stage = new Stage();
  stage.provider.script.builds = "hold";
  const client = stage.connect();
  const { session_id } = client.result("session.create");
  client.submit(session_id, "hello");
  await stage.time.pass();
  stage.provider.builds[0]?.fail(new AgentError("no model is configured"));
  client.take();
  await stage.time.pass(1_000);
  assert.deepEqual(brief(client.events()), [
    ["error", { message: "agent init failed: no model is configured" }],
    ["session.info", { running: false }],
  ]);
});

Deno.test("a prompt waits 30 s for its agent", async () => {
  await using stage = new Stage();
  stage.provider.script.builds = "hold";
  const client = stage.connect();
  const { session_id } = client.result("session.create");
  client.submit(session_id, "hello");
  client.take();
  await stage.time.pass(29_999);
  assert.deepEqual(client.types(), []);
  await stage.time.pass(1);
  assert.deepEqual(client.types(), ["error", "session.info"]);
  stage.provider.builds[0]?.finish();
  await stage.time.pass();
  assert.deepEqual(client.types(), ["session.info"]);
});

Deno.test("prompt.submit refuses an empty text, and one that is no text", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  for (const text of ["", "  \n"]) {
    assert.deepEqual(client.error("prompt.submit", { session_id, text }), {
      code: 4004,
      message: "text is required",
    });
  }
  for (const text of [undefined, null, 5, ["a"]]) {
    assert.equal(client.error("prompt.submit", { session_id, text }).code, -32602);
  }
  await stage.time.pass();
  assert.equal(stage.provider.agent.turns.length, 0);
});

Deno.test("prompt.submit makes its sender a viewer, from that moment on", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const other = stage.connect();
  other.submit(id, "hello");
  await stage.time.pass();
  stage.provider.turn.end();
  await stage.time.pass();
  const both = ["message.start", "message.complete", "session.info"];
  assert.deepEqual(client.types(), ["session.viewers", ...both]);
  assert.deepEqual(other.types(), ["gateway.ready", "session.viewers", ...both]);
  const third = stage.connect();
  assert.equal(third.error("prompt.submit", { session_id: id, text: " " }).code, 4004);
  client.result("session.title", { session_id: id, title: "Tides" });
  assert.deepEqual(third.types(), ["gateway.ready"]);
});

Deno.test("a prompt of 10 MB reaches the agent whole", async () => {
  await using stage = new Stage();
  const text = "x".repeat(10_000_000);
  await stage.running(text);
  assert.equal(stage.provider.turn.input.text.length, text.length);
});

Deno.test("conformance 153: session.steer hints, and says whether the hint was taken", async () => {
  await using stage = new Stage();
  stage.provider.script.takesHints = true;
  const { client, id } = await stage.running();
  const steer = (text?: string) => client.result("session.steer", { session_id: id, text });
  assert.deepEqual(steer("  left "), { status: "queued", text: "left" });
  stage.provider.script.takesHints = false;
  assert.deepEqual(steer("right"), { status: "rejected", text: "right" });
  assert.deepEqual(stage.provider.agent.hints, ["left", "right"]);
  assert.equal(stage.provider.turn.signal.aborted, false);
  // conformance 154
  for (const text of ["", "  ", undefined]) {
    assert.deepEqual(client.error("session.steer", { session_id: id, text }), {
      code: 4002,
      message: "text is required",
    });
  }
});

Deno.test("conformance 154: session.steer of an agent that takes no hints is 4010", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  assert.equal(client.error("session.steer", { session_id: id, text: "left" }).code, 4010);
});
