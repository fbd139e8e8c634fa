/** What agents say of themselves, and where it shows. */
import assert from "node:assert/strict";
import type { AgentFact } from "../../src/agent/agent_parts.ts";
import { SAVED_CHARS } from "../../src/session/agent_facts.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { Stage } from "../support/stage.ts";

const mind: AgentFact = {
  type: "mind",
  model: "model-b",
  models: [{ id: "model-b", name: "Model B" }],
  mode: "plan",
  modes: [{ id: "plan", name: "Plan" }, { id: "code", name: "Code" }],
};

Deno.test("an agent that tells its mind and its tools has them in session.info", async () => {
  await using stage = new Stage();
  const { client } = await stage.open();
  const { tell } = stage.provider.builds[0]!.context;
  tell(mind);
  tell({ type: "tools", tools: { shell: ["run"] } });
  await stage.time.pass(40);
  const [told, last] = client.events().filter(({ type }) => type === "session.info");
  assert.equal(told?.payload.model, "model-b");
  assert.equal(told?.payload.mode, "plan");
  assert.deepEqual(told?.payload.modes.map(({ id }: { id: string }) => id), ["plan", "code"]);
  assert.deepEqual(last?.payload.tools, { shell: ["run"] });
});

Deno.test("facts told before an agent is ready are in the first session.info it gets", async () => {
  await using stage = new Stage();
  stage.provider.script.builds = "hold";
  const { client } = await stage.open();
  const [build] = stage.provider.builds;
  build!.context.tell(mind);
  await stage.time.pass(40);
  assert.deepEqual(client.types(), [], "nothing is told of an agent that is not there yet");
  build!.finish();
  await stage.time.pass(40);
  const [info] = client.events();
  assert.equal(info?.payload.mode, "plan");
});

Deno.test("a notice of an agent is a status.update", async () => {
  await using stage = new Stage();
  const { client } = await stage.open();
  stage.provider.builds[0]!.context.tell({ type: "notice", kind: "warn", text: "restarted" });
  const [event] = client.events();
  assert.deepEqual([event?.type, event?.payload], [
    "status.update",
    { kind: "warn", text: "restarted" },
  ]);
});

Deno.test("what is no fact is logged once and changes nothing", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const { tell } = stage.provider.builds[0]!.context;
  const garbage = [
    null,
    { type: "else" },
    { type: "commands", commands: [{ name: 1 }] },
    { type: "mind", model: 3 },
    { type: "mind", modes: [{ id: "x" }] },
    { type: "tools", tools: { a: "b" } },
    { type: "saved", text: "x".repeat(SAVED_CHARS + 1) },
    { type: "notice", kind: "warn" },
  ];
  for (const fact of garbage) tell(fact as AgentFact);
  assert.deepEqual(client.types(), []);
  assert.equal(client.result("session.status", { session_id: id }) !== undefined, true);
  assert.equal(stage.log.at("warn").length, 1);
});

Deno.test("what an agent saves is given to the agent of the session's next life", async () => {
  const store = new MemoryStore();
  let stored = "";
  {
    await using stage = new Stage({ store });
    const { client, id } = await stage.open();
    assert.equal(stage.provider.builds[0]!.context.saved, "");
    // Before the session is worth keeping: it is kept with it.
    stage.provider.builds[0]!.context.tell({ type: "saved", text: "thread-1" });
    client.submit(id, "hello");
    await stage.time.pass();
    stage.provider.turn.push({ type: "text", text: "hi" });
    stage.provider.turn.end();
    await stage.time.pass();
    stored = client.result("session.status", { session_id: id }) &&
      store.sessions({ limit: 1 })[0]!.id;
  }
  await using stage = new Stage({ store });
  const client = stage.connect();
  client.result("session.resume", { session_id: stored, eager_build: true });
  await stage.time.pass();
  const [build] = stage.provider.builds;
  assert.equal(build?.context.saved, "thread-1");
  assert.deepEqual(build?.context.history.map(({ text }) => text), ["hello", "hi"]);
});

Deno.test("an agent built anew in a session is given what the one before it saved", async () => {
  await using stage = new Stage();
  stage.provider.script.obeys = false;
  const { client, id } = await stage.running();
  stage.provider.builds[0]!.context.tell({ type: "saved", text: "thread-1" });
  client.interrupt(id);
  await stage.time.pass(6_000);
  client.submit(id, "again");
  await stage.time.pass();
  assert.equal(stage.provider.builds.length, 2);
  assert.equal(stage.provider.builds[1]!.context.saved, "thread-1");
});

Deno.test("an agent's plan is an event of its own and a tool that has run, and no break in the answer", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  const todos = [
    { content: "look", status: "pending" as const, priority: "high" as const },
    { content: "leap", status: "pending" as const },
  ];
  // Clients of tui_gateway drop a step without an id.
  const told = todos.map((todo, i) => ({ id: String(i + 1), ...todo }));
  stage.provider.turn.push({ type: "text", text: "one " });
  stage.provider.turn.push({ type: "todos", todos });
  stage.provider.turn.push({ type: "text", text: "two" });
  stage.provider.turn.end();
  await stage.time.pass(40);
  const events = client.events();
  assert.deepEqual(events.map(({ type }) => type), [
    "message.delta",
    "todo.updated",
    "tool.start",
    "tool.complete",
    "message.delta",
    "message.complete",
    "session.info",
  ]);
  assert.deepEqual(events[1]?.payload, { todos: told });
  assert.deepEqual(events[3]?.payload.todos, told);
  assert.equal(events[5]?.payload.text, "one two");
  const { messages } = client.result("session.history", { session_id: id });
  assert.equal(messages.length, 2);
});

Deno.test("a plan that is none is passed over, and the turn goes on", async () => {
  await using stage = new Stage();
  const { client } = await stage.running();
  stage.provider.turn.push({ type: "todos", todos: [{ content: "x", status: "later" }] } as never);
  stage.provider.turn.push({ type: "text", text: "still here" });
  stage.provider.turn.end();
  await stage.time.pass(40);
  assert.deepEqual(client.types(), ["message.delta", "message.complete", "session.info"]);
});

Deno.test("a tool's diff and places are part of its events; places that cannot be said are left out", async () => {
  await using stage = new Stage();
  const { client } = await stage.running();
  const tool = { id: "t1", name: "edit", args: {} };
  stage.provider.turn.push({
    type: "tool_start",
    ...tool,
    context: "a.ts",
    locations: [{ path: "a.ts", line: 3 }, { path: 7 } as never],
  });
  stage.provider.turn.push({ type: "tool_complete", ...tool, result: "", inlineDiff: "-a\n+b" });
  stage.provider.turn.end();
  await stage.time.pass(40);
  const [start, complete] = client.events();
  assert.deepEqual(start?.payload.locations, [{ path: "a.ts", line: 3 }]);
  assert.equal(complete?.payload.inline_diff, "-a\n+b");
  assert.equal("locations" in complete!.payload, false);
});

for (const way of ["session.undo", "truncate_before_user_ordinal"]) {
  Deno.test(`an agent with a memory of its own is replaced by one that begins anew after ${way}`, async () => {
    await using stage = new Stage();
    const { client, id } = await stage.running("first");
    stage.provider.builds[0]!.context.tell({ type: "saved", text: "thread-1" });
    stage.provider.turn.end();
    await stage.time.pass(40);
    if (way === "session.undo") client.result(way, { session_id: id });
    client.submit(id, "second", way === "session.undo" ? {} : { [way]: 0 });
    await stage.time.pass();
    assert.equal(stage.provider.builds.length, 2);
    const { context, agent } = stage.provider.builds[1]!;
    assert.deepEqual([context.saved, context.history], ["", []]);
    assert.deepEqual(agent.turn.input.history, []);
    assert.equal(stage.provider.builds[0]!.agent.closes, 1);
    agent.turn.end();
  });
}

Deno.test("an agent without a memory of its own stays when the history is cut", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("first");
  stage.provider.turn.end();
  await stage.time.pass(40);
  client.result("session.undo", { session_id: id });
  client.submit(id, "second");
  await stage.time.pass();
  assert.equal(stage.provider.builds.length, 1);
});

Deno.test("what an agent saves counts no more once the history has lost what it remembers", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("first");
  const { tell } = stage.provider.builds[0]!.context;
  tell({ type: "saved", text: "thread-1" });
  stage.provider.turn.end();
  await stage.time.pass(40);
  client.result("session.undo", { session_id: id });
  tell({ type: "saved", text: "thread-1, as it goes on" });
  client.submit(id, "second");
  await stage.time.pass();
  assert.equal(stage.provider.builds[1]?.context.saved, "");
});

Deno.test("an agent that was replaced has nothing more to tell", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("first");
  const { tell } = stage.provider.builds[0]!.context;
  tell({ type: "saved", text: "thread-1" });
  stage.provider.turn.end();
  await stage.time.pass(40);
  client.result("session.undo", { session_id: id });
  client.submit(id, "second");
  await stage.time.pass();
  tell({ type: "saved", text: "thread-1" });
  tell({ type: "mind", model: "model-of-the-old" });
  const { info } = client.result("session.activate", { session_id: id });
  assert.equal(info.model, "model-a");
  stage.provider.builds[1]!.context.tell({ type: "mind", model: "model-b" });
  assert.equal(client.result("session.activate", { session_id: id }).info.model, "model-b");
});
