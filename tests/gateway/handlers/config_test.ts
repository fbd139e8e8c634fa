import assert from "node:assert/strict";
import { type Client, type Json, Stage } from "../../support/stage.ts";

const get = (client: Client, key: string, more: Json = {}) =>
  client.result("config.get", { key, ...more });
const set = (client: Client, key: string, value?: unknown, more: Json = {}) =>
  client.result("config.set", { key, value, ...more });

Deno.test("config.get answers each key in its own shape", async () => {
  await using stage = new Stage({ cwd: "/srv" });
  const { client, id: session_id } = await stage.open({ model: "model-b", cwd: "/srv/b" });
  const config = get(client, "full").config;
  assert.equal(config.display.skin, "default");
  assert.equal("busy_input_mode" in config.display, false);
  assert.deepEqual(get(client, "mtime"), { mtime: 0, mcp_rev: "1" });
  const providers = ["scripted"];
  assert.deepEqual(get(client, "provider"), { model: "model-a", provider: "scripted", providers });
  assert.equal(get(client, "provider", { session_id }).model, "model-b");
  assert.deepEqual(get(client, "profile"), { home: "", display: "default" });
  assert.deepEqual(get(client, "project"), { cwd: "/srv", branch: "" });
  assert.deepEqual(get(client, "project", { session_id }), { cwd: "/srv/b", branch: "" });
  assert.deepEqual(get(client, "prompt"), { prompt: "" });
  assert.deepEqual(get(client, "reasoning"), { value: "medium", display: "show" });
  const values = {
    skin: "default",
    indicator: "kaomoji",
    fast: "normal",
    busy: "interrupt",
    details_mode: "collapsed",
    thinking_mode: "collapsed",
    compact: "off",
    statusbar: "top",
    mouse: "all",
  };
  for (const [key, value] of Object.entries(values)) assert.deepEqual(get(client, key), { value });
});

Deno.test("conformance 176: config.get and config.set of an unknown key are 4002", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  for (const key of ["nope", "", "__proto__", "constructor", "hasOwnProperty"]) {
    const unknown = { code: 4002, message: `unknown config key: ${key}` };
    assert.deepEqual(client.error("config.get", { key }), unknown);
    assert.deepEqual(client.error("config.set", { key, value: "x" }), unknown);
  }
  assert.equal(client.error("config.get", {}).code, 4002);
  const long = client.error("config.get", { key: "x".repeat(1_000_000) });
  assert.ok(long.message.length < 200);
  assert.equal(({} as Record<string, unknown>).value, undefined);
  for (const key of ["verbose", "yolo", "model", "cwd", "details_mode.tools"]) {
    assert.equal(client.error("config.get", { key }).code, 4002, key);
  }
});

Deno.test("config.set changes what config.get reads, for everybody", async () => {
  await using stage = new Stage();
  const [one, two] = [stage.connect(), stage.connect()];
  assert.deepEqual(set(one, "compact", "on"), { key: "compact", value: "on" });
  assert.deepEqual(get(two, "compact"), { value: "on" });
  assert.deepEqual(set(two, "compact"), { key: "compact", value: "off" });
  assert.deepEqual(set(two, "mouse", false), { key: "mouse", value: "off" });
  assert.equal(one.error("config.set", { key: "busy", value: 5 }).code, 4002);
  assert.match(
    one.error("config.set", { key: "busy", value: {} }).message,
    /^invalid params: value/,
  );
});

Deno.test("conformance 150: config.set model changes the next turn of that session, not a running one", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  const other = client.result("session.create");
  assert.equal(set(client, "model", "model-c --global", { session_id }).value, "model-c");
  const [info] = client.events().filter(({ type }) => type === "session.info");
  assert.deepEqual([info?.session_id, info?.payload.model], [session_id, "model-c"]);
  const { sessions } = client.result("session.active_list");
  assert.deepEqual(sessions.map((row: { model: string }) => row.model), ["model-c", "model-a"]);
  client.submit(session_id, "hello");
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.model, "model-c");
  const busy = client.error("config.set", { key: "model", value: "model-d", session_id });
  assert.equal(busy.code, 4009);
  assert.match(busy.message, /session busy/);
  assert.equal(set(client, "model", "model-e", { session_id: other.session_id }).value, "model-e");
});

Deno.test("config.set model needs a name; without a session it is for those to come", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  for (const value of ["", "  ", null, undefined]) {
    assert.equal(client.error("config.set", { key: "model", value, session_id }).code, 4002);
  }
  assert.equal(set(client, "model", "m").value, "m");
  assert.equal(get(client, "provider", { session_id }).model, "model-a");
  assert.equal(get(client, "provider").model, "m");
  assert.equal(client.result("session.create").info.model, "m");
  assert.equal(client.result("session.create", { model: "own" }).info.model, "own");
});

Deno.test("config.set reasoning takes an effort for the session, or how reasoning is shown", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  assert.equal(set(client, "reasoning", "High", { session_id }).value, "high");
  assert.deepEqual(client.events().map(({ payload }) => payload.reasoning_effort), ["high"]);
  assert.deepEqual(get(client, "reasoning", { session_id }), { value: "high", display: "show" });
  assert.equal(set(client, "reasoning", "hide", { session_id }).value, "hide");
  assert.deepEqual(client.events(), []);
  assert.deepEqual(get(client, "reasoning"), { value: "high", display: "hide" });
  assert.equal(set(client, "reasoning", "low").value, "low");
  assert.deepEqual(get(client, "reasoning", { session_id }), { value: "high", display: "hide" });
  assert.equal(client.result("session.create").info.reasoning_effort, "low");
  const { code, message } = client.error("config.set", { key: "reasoning", value: "much" });
  assert.equal(code, 4002);
  assert.match(message, /^bad value for reasoning: "much"; expected one of none, .*high.*, clamp/);
});

Deno.test("conformance 178: config.set fast is 4002, and its status can be asked", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open({ model: "model-b" });
  assert.equal(set(client, "fast", "status").value, "normal");
  assert.deepEqual(client.error("config.set", { key: "fast", value: "on", session_id }), {
    code: 4002,
    message: 'fast mode is not available for model "model-b": only an openai agent with ' +
      '"fast_tier" in the configuration has it',
  });
});

Deno.test("config.set skin tells the caller alone, without a session", async () => {
  await using stage = new Stage();
  const [one, two] = [stage.connect(), stage.connect()];
  one.take();
  two.take();
  assert.deepEqual(set(one, "skin", "Ember"), { key: "skin", value: "ember" });
  const [event] = one.events();
  assert.deepEqual([event?.type, event?.session_id], ["skin.changed", ""]);
  assert.deepEqual([event?.payload.name, event?.payload.colors.ui_accent], ["ember", "#f08a4b"]);
  assert.ok(!("seq" in (event ?? {})));
  assert.deepEqual(two.events(), []);
  const [ready] = stage.connect().events();
  assert.deepEqual([ready?.type, ready?.payload.skin.name], ["gateway.ready", "ember"]);
  const { code, message } = one.error("config.set", { key: "skin", value: "neon" });
  assert.equal(code, 4002);
  assert.match(message, /"neon"; expected one of default, tide, /);
});
