/** The faster tier of an agent, where it has one. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import type { Store } from "../../../src/store/store.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";

function fastStage(store: Store = new MemoryStore()): Stage {
  const provider = new ScriptedProvider();
  provider.description = { ...provider.description, fastTier: "priority" };
  return new Stage({ provider, store });
}

const set = (client: Client, value: unknown, more: Json = {}) =>
  client.result("config.set", { key: "fast", value, ...more });
const get = (client: Client, more: Json = {}) =>
  client.result("config.get", { key: "fast", ...more }).value;

Deno.test("conformance 178: config.set fast reaches the agent that has such a tier", async () => {
  await using stage = fastStage();
  const { client, id: session_id } = await stage.open();
  assert.deepEqual(set(client, "on", { session_id }), { key: "fast", value: "fast" });
  const [event] = client.events();
  assert.deepEqual([event?.type, event?.payload.fast, event?.payload.service_tier], [
    "session.info",
    true,
    "priority",
  ]);
  assert.equal(get(client, { session_id }), "fast");
  client.submit(session_id, "hello");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.fast, true);
  stage.provider.turn.end();
  await stage.time.pass();
  assert.equal(set(client, "", { session_id }).value, "normal");
  assert.equal(set(client, "status", { session_id }).value, "normal");
  client.submit(session_id, "hello");
  await stage.time.pass();
  assert.equal("fast" in stage.provider.turn.input, false);
  assert.equal(client.error("config.set", { key: "fast", value: "quick" }).code, 4002);
});

Deno.test("conformance 65: session.create takes fast, and else sessions have what was set", async () => {
  await using stage = fastStage();
  const client = stage.connect();
  assert.equal(client.result("session.create", { fast: true }).info.fast, true);
  assert.equal(client.result("session.create").info.fast, false);
  assert.equal(set(client, "toggle").value, "fast");
  assert.equal(get(client), "fast");
  assert.equal(client.result("session.create").info.fast, true);
  const { info, session_id } = client.result("session.create", { fast: false });
  assert.equal(info.fast, false);
  assert.equal(get(client, { session_id }), "normal");
});

Deno.test("a session is as fast in its next life as it was, whatever others are", async () => {
  const store = new MemoryStore();
  let stored_id = "";
  {
    await using stage = fastStage(store);
    const { client, id } = await stage.open();
    client.submit(id, "hello");
    await stage.time.pass();
    stage.provider.turn.end();
    await stage.time.pass();
    set(client, "on", { session_id: id });
    client.result("config.set", { key: "reasoning", value: "high", session_id: id });
    stored_id = client.result("session.title", { session_id: id }).session_key;
    await stage.time.pass();
  }
  await using stage = fastStage(store);
  const client = stage.connect();
  const { info } = client.result("session.resume", { session_id: stored_id });
  assert.deepEqual([info.fast, info.reasoning_effort], [true, "high"]);
  assert.equal(client.result("session.create").info.fast, false);
});

Deno.test("fast of an agent without such a tier is off, whatever is set", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open({ fast: true });
  assert.equal(client.result("session.activate", { session_id }).info.fast, false);
  assert.equal(set(client, "off", { session_id }).value, "normal");
  assert.equal(client.error("config.set", { key: "fast", value: "toggle" }).code, 4002);
  client.submit(session_id, "hello");
  await stage.time.pass();
  assert.equal("fast" in stage.provider.turn.input, false);
});
