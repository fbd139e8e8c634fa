import assert from "node:assert/strict";
import { ConfigError } from "../../../src/gateway/config_desk.ts";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import { StoreError } from "../../../src/store/store.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";
import { pendingCall, talk } from "../support/talks.ts";

async function ask(stage: Stage, client: Client, method: string, params: Json = {}): Promise<Json> {
  const answer = pendingCall(client, method, params);
  await stage.time.pass();
  return answer();
}

Deno.test("agents.list tells the prompts that run in the background, for as long as they do", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  assert.deepEqual(client.result("agents.list"), { processes: [] });
  const text = `count ${"the files ".repeat(20)}`;
  const { task_id } = client.result("prompt.background", { session_id: id, text });
  await stage.time.pass(2_500);
  const { processes: [task] } = client.result("agents.list");
  assert.deepEqual(task, {
    session_id: task_id,
    command: text.slice(0, 80),
    status: "running",
    uptime: 2,
  });
  stage.provider.turn.end();
  await stage.time.pass();
  assert.deepEqual(client.result("agents.list"), { processes: [] });
});

const greetings = {
  name: "greetings",
  version: "",
  description: "a module of slash commands",
  source: "user",
  status: "enabled",
};

Deno.test("plugins.list and plugins.manage tell the modules there are, and none where there are none", async () => {
  await using bare = new Stage();
  const { client: nobody } = await bare.open();
  assert.deepEqual((await ask(bare, nobody, "plugins.list")).result, { plugins: [] });
  await using stage = new Stage({ commands: { plugins: () => [greetings] } });
  const { client } = await stage.open();
  assert.deepEqual((await ask(stage, client, "plugins.list")).result, { plugins: [greetings] });
  const { result } = await ask(stage, client, "plugins.manage", { action: "list" });
  assert.deepEqual(result, { plugins: [greetings], user_count: 1, bundled_count: 0 });
});

Deno.test("plugins.manage toggle puts a module on and off, and keeps that", async () => {
  const off = new Set<string>();
  const plugins = () => [{ ...greetings, status: off.has("greetings") ? "disabled" : "enabled" }];
  const switchPlugin = (name: string, enabled: boolean) => {
    if (off.size > 5) throw new ConfigError("the disk is full");
    if (enabled) off.delete(name);
    else off.add(name);
  };
  await using stage = new Stage({ commands: { plugins, switchPlugin } });
  const { client } = await stage.open();
  const toggle = async (params: Json) =>
    await ask(stage, client, "plugins.manage", { action: "toggle", ...params });
  const name = "greetings";
  const disabled = { ...greetings, status: "disabled" };
  const answer = { ok: true, unchanged: false, name, plugin: disabled };
  assert.deepEqual((await toggle({ name, enable: false })).result, answer);
  assert.deepEqual((await toggle({ name, enabled: false })).result, { ...answer, unchanged: true });
  assert.equal((await toggle({ name })).result.plugin.status, "enabled");
  const { error } = await toggle({ name: "other", enable: true });
  assert.deepEqual([error.code, error.message], [
    5026,
    'Cannot put "other" on or off: there is no such plugin',
  ]);
  for (let i = 0; i < 6; i++) off.add(`other${i}`);
  assert.match((await toggle({ name })).error.message, /: the disk is full$/);
  const observer = stage.connect(undefined, "observer");
  for (const action of ["toggle", "Toggle", " TOGGLE\n", ["toggle"]]) {
    const refused = await ask(stage, observer, "plugins.manage", { action, name });
    assert.equal(refused.error.code, typeof action === "string" ? 4040 : 4017, String(action));
  }
});

Deno.test("plugins.manage switches nothing where nobody keeps it, and says so", async () => {
  await using stage = new Stage();
  const { client } = await stage.open();
  const toggle = { action: "toggle", name: "greetings", enable: false };
  const { error } = await ask(stage, client, "plugins.manage", toggle);
  assert.equal(error.code, 5026);
  assert.match(error.message, /"greetings".*configuration file/);
  for (const [params, code] of [[{ action: "toggle" }, 4019], [{ action: "eat" }, 4017]] as const) {
    assert.equal((await ask(stage, client, "plugins.manage", params)).error.code, code);
  }
});

Deno.test("conformance 170: plugins.list is 5032 where listing them fails, and the log says why", async () => {
  const plugins = () => Promise.reject(new Error("no such folder"));
  await using stage = new Stage({ commands: { plugins } });
  const { client } = await stage.open();
  const { error } = await ask(stage, client, "plugins.list");
  assert.equal(error.code, 5032);
  assert.doesNotMatch(error.message, /no such folder/);
  assert.match(JSON.stringify(stage.log.at("error")), /no such folder/);
});

Deno.test("insights.get counts what was said lately", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one", "two"] });
  const { result } = await ask(stage, client, "insights.get");
  assert.deepEqual(result, { days: 30, sessions: 1, messages: 4 });
  stage.time.setWallClock(2 * 86_400_000);
  const later = async (days: unknown) =>
    (await ask(stage, client, "insights.get", { days })).result;
  assert.deepEqual(await later(1), { days: 1, sessions: 0, messages: 0 });
  assert.deepEqual(await later("7"), { days: 7, sessions: 1, messages: 4 });
  assert.equal((await later("many")).days, 30);
  assert.equal((await later(-4)).days, 1);
});

Deno.test("insights.get is 5017 where the store cannot be asked", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const { client } = await stage.open();
  store.sessions = () => {
    throw new StoreError("the disk is gone");
  };
  const { error } = await ask(stage, client, "insights.get");
  assert.deepEqual(error, { code: 5017, message: "state.db unavailable: the disk is gone" });
});

Deno.test("delegation.* and subagent.interrupt know of nothing that is delegated", async () => {
  await using stage = new Stage();
  const { client } = await stage.open();
  assert.deepEqual(client.result("delegation.status"), {
    active: [],
    paused: false,
    max_spawn_depth: 0,
    max_concurrent_children: 0,
  });
  assert.deepEqual(client.result("delegation.pause", { paused: true }), { paused: false });
  const found = { found: false, subagent_id: "sub_1" };
  assert.deepEqual(client.result("subagent.interrupt", { subagent_id: "sub_1" }), found);
  const refusal = { code: 4000, message: "subagent_id required" };
  assert.deepEqual(client.error("subagent.interrupt"), refusal);
});
