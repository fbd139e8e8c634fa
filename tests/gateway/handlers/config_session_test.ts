/** Settings that speak of sessions: yolo, models with flags, folders. */
import assert from "node:assert/strict";
import { echoProvider } from "../../../src/agent/echo_agent.ts";
import { ConfigError } from "../../../src/gateway/config_desk.ts";
import { noWorkspace, type WorkspaceAccess } from "../../../src/workspace/workspace_access.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";
import { pendingCall } from "../support/talks.ts";

const set = (client: Client, key: string, value?: unknown, more: Json = {}) =>
  client.result("config.set", { key, value, ...more });
const yoloOf = (client: Client, session_id: string) =>
  client.result("session.activate", { session_id }).info.yolo;

Deno.test("conformance 177: yolo of a session is toggled, others stay; global scope is for all", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  const other = client.result("session.create").session_id;
  await stage.time.pass(50);
  client.take();
  const on = set(client, "yolo", "toggle", { session_id });
  assert.deepEqual(on, { key: "yolo", value: "1", scope: "session" });
  assert.deepEqual(client.events().map(({ payload }) => payload.yolo), [true]);
  assert.deepEqual([yoloOf(client, session_id), yoloOf(client, other)], [true, false]);
  assert.equal(set(client, "yolo", undefined, { session_id }).value, "0");
  assert.equal(yoloOf(client, session_id), false);
  client.take();
  const all = set(client, "yolo", "1", { scope: "global" });
  assert.deepEqual(all, { key: "yolo", value: "1", scope: "global" });
  const told = client.events().map((event) => [event.session_id, event.payload.yolo]);
  // The first has been told otherwise.
  assert.deepEqual(told, [[session_id, false], [other, true]]);
  assert.equal(client.result("session.create").info.yolo, true);
});

Deno.test("config.set yolo without a session changes nothing; a bad value is 4002", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  assert.deepEqual(set(client, "yolo", "toggle"), { key: "yolo", value: "0", scope: "session" });
  assert.equal(yoloOf(client, session_id), false);
  const { code, message } = client.error("config.set", { key: "yolo", value: "perhaps" });
  assert.equal(code, 4002);
  assert.match(message, /^bad value for yolo: "perhaps"; expected one of toggle, status/);
  assert.equal(client.error("config.set", { key: "yolo", value: "constructor" }).code, 4002);
  assert.equal(set(client, "yolo", "status", { session_id }).value, "0");
});

Deno.test("with yolo an approval is given once, and nobody is asked", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.running();
  set(client, "yolo", "on", { session_id });
  const { ask } = stage.provider.turn.input;
  const question = { kind: "approval", command: "rm -r x", description: "x" } as const;
  assert.equal(await ask(question), "once");
  assert.ok(!client.types().includes("approval.request"));
  set(client, "yolo", "off", { session_id });
  const asked = ask(question);
  await stage.time.pass();
  assert.ok(client.types().includes("approval.request"));
  client.result("approval.respond", { session_id, choice: "deny" });
  assert.equal(await asked, "deny");
  stage.provider.turn.end();
});

Deno.test("conformance 180: config.set model takes an agent's name before it, for its own sessions alone", async () => {
  await using stage = new Stage({ agents: { echo: echoProvider({ paceMs: 0 }) } });
  const { client, id: session_id } = await stage.open();
  const sibling = client.result("session.create").session_id;
  assert.equal(set(client, "model", "scripted:m:8b", { session_id }).value, "m:8b");
  assert.equal(set(client, "model", "qwen:8b", { session_id }).value, "qwen:8b");
  assert.equal(set(client, "model", "m --provider scripted", { session_id }).value, "m");
  assert.equal(client.result("session.activate", { session_id: sibling }).info.model, "model-a");
  client.submit(session_id, "hello");
  await stage.time.pass();
  stage.provider.turn.end();
  await stage.time.pass();
  for (const value of ["echo:e", "e --provider echo", "e --provider=echo"]) {
    const { code, message } = client.error("config.set", { key: "model", value, session_id });
    assert.equal(code, 4002);
    assert.match(message, /keeps its agent, which is scripted; open a new session to use echo/);
  }
  assert.equal(client.error("config.set", { key: "model", value: "scripted:" }).code, 4002);
  assert.match(
    client.error("config.set", { key: "model", value: "echo:e" }).message,
    /one of echo/,
  );
  assert.equal(client.result("session.create").info.model, "model-a");
});

Deno.test("config.set model lets another agent begin, as long as nothing was said", async () => {
  await using stage = new Stage({ agents: { echo: echoProvider({ paceMs: 0 }) } });
  const { client, id: session_id } = await stage.open();
  const { agent: first, context } = stage.provider.builds[0] ?? assert.fail();
  context.tell({ type: "mind", models: [{ id: "m", name: "M" }], mode: "plan" });
  const optionsOf = () => client.result("model.options", { session_id }).providers;
  const warnings = () => optionsOf().map(({ warning }: { warning: string }) => warning);
  assert.deepEqual(warnings(), ["", ""]);
  const answer = set(client, "model", "e --provider echo", { session_id, scope: "global" });
  assert.deepEqual([answer.value, answer.warning], [
    "e",
    "for this session alone: its agent is not the usual one",
  ]);
  await stage.time.pass(100);
  assert.equal(first.closes, 1);
  context.tell({ type: "mind", model: "late" });
  const { info } = client.result("session.activate", { session_id });
  assert.deepEqual([info.provider, info.model, info.mode ?? ""], ["echo", "e", ""]);
  client.take();
  client.submit(session_id, "hello there");
  await stage.time.pass(100);
  const { messages } = client.result("session.history", { session_id });
  assert.equal(messages.at(-1).text, "hello there");
  assert.match(warnings().join(), /keeps its agent/);
  assert.equal(
    client.error("config.set", { key: "model", value: "scripted:m", session_id }).code,
    4002,
  );
  assert.equal(client.result("session.create").info.model, "model-a", "others have the usual one");
});

Deno.test("config.set model takes no text that is no name, for a session or for all", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  const before = client.result("config.get", { key: "full" });
  for (const value of ["m".repeat(100_000), "a\nb", "a\u0000", "a\u001b[31m"]) {
    for (const more of [{}, { session_id }, { session_id, scope: "global" }]) {
      const { code, message } = client.error("config.set", { key: "model", value, ...more });
      assert.equal(code, 4002);
      assert.match(message, /^bad value for model: /);
      assert.ok(message.length < 300 && !/\p{Cc}/u.test(message));
    }
  }
  assert.deepEqual(client.result("config.get", { key: "full" }), before);
  assert.equal(set(client, "model", "a b/c:d@e").value, "a b/c:d@e");
});

Deno.test("config.set model --global is for the session and those to come", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  set(client, "model", "here", { session_id });
  assert.equal(client.result("session.create").info.model, "model-a");
  set(client, "model", "all --global", { session_id });
  assert.equal(client.result("session.create").info.model, "all");
});

Deno.test("config.set cwd is the folder of sessions to come, under the key terminal.cwd", async () => {
  const workspace: WorkspaceAccess = {
    ...noWorkspace,
    absolute: (folder: string, path: string) => path.startsWith("/") ? path : `${folder}/${path}`,
    kindOf: (path: string) => Promise.resolve(path === "/srv/b" ? "folder" : "missing"),
  };
  await using stage = new Stage({ cwd: "/srv", workspace });
  const client = stage.connect();
  for (const [n, key] of ["cwd", "terminal.cwd", "workdir"].entries()) {
    client.take();
    client.send("config.set", { key, value: n === 0 ? "b" : "/srv/b" });
    await stage.time.pass();
    const [{ result }] = client.take();
    assert.deepEqual(result, { key: "terminal.cwd", value: "/srv/b", cwd: "/srv/b", branch: "" });
  }
  assert.equal(client.result("session.create").info.cwd, "/srv/b");
  assert.equal(client.result("config.get", { key: "project" }).cwd, "/srv/b");
  client.take();
  for (const value of ["", "/srv/none"]) {
    client.send("config.set", { key: "cwd", value });
    await stage.time.pass();
    const [{ error }] = client.take();
    assert.equal(error.code, 4002);
    assert.match(error.message, /^bad value for terminal\.cwd: (it is empty|there is no folder)/);
  }
});

Deno.test("a model for all that cannot be kept is none of the session either", async () => {
  const read = () => ({ path: "/c", mtime: 1, values: {} });
  const write = () => {
    throw new ConfigError("the disk is full");
  };
  await using stage = new Stage({ setup: { config: { read, write } } });
  const { client, id: session_id } = await stage.open();
  const before = client.result("session.activate", { session_id }).info.model;
  const set = { key: "model", value: "new --global", session_id };
  assert.equal(client.error("config.set", set).code, 5001);
  const params = { session_id, command: "/model new --global" };
  const answer = pendingCall(client, "slash.exec", params);
  await stage.time.pass();
  assert.match(JSON.stringify(answer()), /the disk is full/);
  assert.equal(client.result("session.activate", { session_id }).info.model, before);
  client.submit(session_id, "hello");
  await stage.time.pass();
  assert.equal(client.error("config.set", set).code, 4009);
});
