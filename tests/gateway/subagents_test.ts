/** Agents that agents have given work on to, as clients see them. */
import assert from "node:assert/strict";
import type { SubagentEvent } from "../../src/agent/agent_parts.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";

const step = (step: SubagentEvent["step"], more: Partial<SubagentEvent> = {}): SubagentEvent => ({
  type: "subagent",
  step,
  id: "s1",
  goal: "read the tables",
  ...more,
});

const types = (client: Client) => client.types().filter((type) => type.startsWith("subagent."));

Deno.test("a turn tells what its sub-agents do, in order with what it says itself", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  const { turn } = stage.provider;
  turn.push(step("spawn_requested"), step("start"));
  turn.text("they are at it");
  turn.push(step("tool", { toolName: "read", toolPreview: "tides.txt" }), step("complete"));
  turn.end();
  await stage.time.pass(100);
  const events = client.events();
  assert.deepEqual(events.map(({ type }) => type), [
    "subagent.spawn_requested",
    "subagent.start",
    "message.delta",
    "subagent.tool",
    "subagent.complete",
    "message.complete",
    "session.info",
  ]);
  assert.ok(events.every(({ session_id }) => session_id === id));
  assert.equal(events.at(-2)?.payload.text, "they are at it");
});

Deno.test("what sub-agents think and how far they are is joined to the newest within a window", async () => {
  await using stage = new Stage();
  const { client } = await stage.running();
  for (let i = 0; i < 1_000; i++) stage.provider.turn.push(step("progress", { text: `${i} %` }));
  await stage.time.pass(100);
  const told = client.events();
  assert.ok(told.length <= 3, `${told.length}`);
  assert.equal(told.at(-1)?.payload.text, "999 %");
  assert.ok(told.every(({ type }) => type === "subagent.progress"));
  for (const text of ["a", "b"]) stage.provider.turn.push(step("thinking", { text }));
  stage.provider.turn.push(step("thinking", { id: "s2", text: "c" }));
  await stage.time.pass(100);
  const thoughts = client.events().filter(({ type }) => type === "subagent.thinking");
  assert.deepEqual(thoughts.slice(-2).map(({ payload }) => payload.text), ["b", "c"]);
});

Deno.test("conformance 120: session.usage counts the sub-agents at work, which end with their turn", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  const count = () => client.result("session.usage", { session_id: id }).active_subagents;
  assert.equal(count(), 0);
  for (const each of ["a", "b", "c", "d"]) stage.provider.turn.push(step("start", { id: each }));
  await stage.time.pass();
  assert.equal(count(), 4);
  client.take();
  stage.provider.turn.end();
  await stage.time.pass(50);
  assert.equal(count(), 0);
  const ended = client.events().filter(({ type }) => type === "subagent.complete");
  assert.deepEqual(ended.map(({ payload }) => payload.status), Array(4).fill("interrupted"));
});

Deno.test("sub-agents are silent while the progress of tools is off, and are listed all the same", async () => {
  await using stage = new Stage();
  const { client } = await stage.running();
  client.result("config.set", { key: "verbose", value: "off" });
  stage.provider.turn.push(step("start"), step("tool"));
  await stage.time.pass(50);
  assert.deepEqual(types(client), []);
  assert.equal(client.result("delegation.status").active.length, 1);
});

Deno.test("delegation.status lists those at work, to whoever may see their session", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  const observer = stage.connect(undefined, "observer");
  const more = { parentId: "s0", depth: 1, model: "m", toolCount: 2 };
  stage.provider.turn.push(step("start", more));
  await stage.time.pass();
  const { active, ...rest } = client.result("delegation.status");
  assert.deepEqual(rest, { paused: false, max_spawn_depth: 0, max_concurrent_children: 0 });
  const [{ started_at, ...row }] = active;
  assert.equal(typeof started_at, "number");
  assert.deepEqual(row, {
    ...{ subagent_id: "s1", session_id: id, goal: "read the tables", status: "running" },
    ...{ parent_id: "s0", depth: 1, model: "m", tool_count: 2 },
  });
  assert.deepEqual(observer.result("delegation.status").active, []);
  observer.result("session.activate", { session_id: id });
  assert.equal(observer.result("delegation.status").active.length, 1);
});

Deno.test("subagent.interrupt reaches the agent, where that can stop them", async () => {
  const stopped: string[] = [];
  const stops = (id: string) => stopped.push(id) > 0;
  await using stage = new Stage({ provider: new ScriptedProvider({ stops }) });
  const { client, id } = await stage.running();
  stage.provider.turn.push(step("start"));
  await stage.time.pass();
  const ask = (subagent_id: Json) => client.result("subagent.interrupt", { subagent_id });
  assert.deepEqual(ask("s1"), { found: true, subagent_id: "s1" });
  assert.deepEqual(ask("s2"), { found: false, subagent_id: "s2" });
  assert.deepEqual(stopped, ["s1"]);
  assert.equal(client.error("subagent.interrupt").code, 4000);
  const observer = stage.connect(undefined, "observer");
  observer.result("session.activate", { session_id: id });
  assert.equal(observer.error("subagent.interrupt", { subagent_id: "s1" }).code, 4040);
  assert.deepEqual(stopped, ["s1"]);
});

Deno.test("subagent.interrupt finds none where the agent cannot stop them, or fails to", async () => {
  for (
    const stops of [undefined, () => false, () => {
      throw new Error("no");
    }]
  ) {
    const script = stops === undefined ? {} : { stops };
    await using stage = new Stage({ provider: new ScriptedProvider(script) });
    const { client } = await stage.running();
    stage.provider.turn.push(step("start"));
    await stage.time.pass();
    assert.equal(client.result("subagent.interrupt", { subagent_id: "s1" }).found, false);
  }
});

Deno.test("a secret that was given is in no event of a sub-agent", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  const answer = stage.provider.turn.input.ask({ kind: "sudo" });
  await stage.time.pass();
  const { pending } = client.result("session.activate", { session_id: id });
  const { request_id } = pending[0].payload;
  client.result("sudo.respond", { request_id, password: "correct horse" });
  await answer;
  client.take();
  stage.provider.turn.push(
    step("tool", { goal: "use correct horse", toolPreview: "correct horse" }),
  );
  await stage.time.pass(50);
  assert.doesNotMatch(JSON.stringify(client.events()), /correct horse/);
});

Deno.test("agents.list tells an observer of background prompts in sessions it watches alone", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  client.result("prompt.background", { session_id: id, text: "count the files" });
  const observer = stage.connect(undefined, "observer");
  const seen = (by: Client) => by.result("agents.list").processes.length;
  assert.deepEqual([seen(client), seen(observer)], [1, 0]);
  observer.result("session.activate", { session_id: id });
  assert.equal(seen(observer), 1);
});

Deno.test("subagent.interrupt reaches one by the id it was told under, however long", async () => {
  const stops: string[] = [];
  const provider = new ScriptedProvider({ stops: (id) => stops.push(id) > 0 });
  await using stage = new Stage({ provider });
  const { client } = await stage.running();
  const ids = ["a".repeat(100), "b".repeat(300)];
  for (const id of ids) stage.provider.turn.push(step("start", { id }));
  await stage.time.pass();
  for (const { subagent_id } of client.result("delegation.status").active) {
    const answer = client.result("subagent.interrupt", { subagent_id });
    assert.deepEqual(answer, { found: true, subagent_id });
  }
  assert.deepEqual(stops, ids);
  const none = client.result("subagent.interrupt", { subagent_id: "c".repeat(100_000) });
  assert.deepEqual([none.found, none.subagent_id.length], [false, 200]);
});
