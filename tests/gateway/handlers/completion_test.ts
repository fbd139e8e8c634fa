import assert from "node:assert/strict";
import { type Client, type Json, Stage } from "../../support/stage.ts";
import { MemoryWorkspace } from "../../workspace/support/memory_workspace.ts";
import { pendingCall } from "../support/talks.ts";

const workspace = () => new MemoryWorkspace({ "/desk/src/main.ts": "", "/other/only.ts": "" });

async function ask(stage: Stage, client: Client, method: string, params: Json): Promise<Json> {
  const answer = pendingCall(client, method, params);
  for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
  const { result, error } = answer();
  return result ?? error;
}

Deno.test("conformance 016: complete.path and complete.slash hold up nothing that comes behind them", async () => {
  const access = workspace();
  const held = Promise.withResolvers<void>();
  const list = access.list.bind(access);
  access.list = async (path, most) => (await held.promise, await list(path, most));
  const skills = { read: () => held.promise.then(() => ({ files: [], faults: [] })) };
  await using stage = new Stage({ workspace: access, cwd: "/desk", commands: { skills } });
  const { client, id } = await stage.open();
  const path = pendingCall(client, "complete.path", { session_id: id, word: "@main" });
  const slash = pendingCall(client, "complete.slash", { text: "/hel" });
  client.result("session.usage", { session_id: id });
  assert.deepEqual([path(), slash()], [undefined, undefined]);
  held.resolve();
  for (let i = 0; i < 20 && path() === undefined; i++) await stage.time.pass();
  assert.equal(path()?.result.items[0].text, "@file:src/main.ts");
  assert.equal(slash()?.result.items[0].text, "help");
});

Deno.test("complete.path counts from the cwd that is named, else the session's, else the gateway's", async () => {
  await using stage = new Stage({ workspace: workspace(), cwd: "/desk" });
  const { client, id } = await stage.open({ cwd: "/other" });
  const texts = async (params: Json) =>
    (await ask(stage, client, "complete.path", params)).items.map(({ text }: Json) => text);
  assert.deepEqual(await texts({ word: "./" }), ["./src/"]);
  assert.deepEqual(await texts({ word: "./", session_id: id }), ["./only.ts"]);
  assert.deepEqual(await texts({ word: "./", session_id: "nothing0" }), ["./src/"]);
  assert.deepEqual(await texts({ word: "", session_id: id, cwd: "/desk/src" }), []);
  assert.deepEqual(await texts({ word: "m", session_id: id, cwd: "/desk/src" }), ["main.ts"]);
  assert.deepEqual(await texts({ word: "m", cwd: "src" }), ["main.ts"]);
});

Deno.test("complete.path is not for observers, complete.slash is", async () => {
  await using stage = new Stage({ workspace: workspace(), cwd: "/desk" });
  const { id } = await stage.open();
  const observer = stage.connect(undefined, "observer");
  const params = { session_id: id, word: "./" };
  assert.equal((await ask(stage, observer, "complete.path", params)).code, 4040);
  const slash = await ask(stage, observer, "complete.slash", { text: "/hel", session_id: id });
  assert.equal(slash.items[0].text, "help");
});

Deno.test("complete.path is 5021 where looking breaks, and the log says how", async () => {
  const access = workspace();
  access.list = () => Promise.reject(new Error("the disk is on fire"));
  await using stage = new Stage({ workspace: access, cwd: "/desk" });
  const { code } = await ask(stage, stage.connect(), "complete.path", { word: "./" });
  assert.equal(code, 5021);
  assert.match(JSON.stringify(stage.log.at("error")), /the disk is on fire/);
});

Deno.test("complete.path of a gateway without folders has nothing", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  assert.deepEqual(await ask(stage, client, "complete.path", { word: "@main" }), { items: [] });
  assert.deepEqual(await ask(stage, client, "complete.path", { word: "/etc/" }), { items: [] });
});

Deno.test("complete.slash has the commands and models a session's agent has told of", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const { context } = stage.provider.builds.at(-1) ?? assert.fail("an agent was built");
  context.tell({ type: "commands", commands: [{ name: "review", description: "reviews" }] });
  context.tell({ type: "mind", models: [{ id: "big-1", name: "Big" }] });
  const texts = async (text: string) =>
    (await ask(stage, client, "complete.slash", { text, session_id: id })).items
      .map((item: Json) => item.text);
  assert.deepEqual(await texts("/revi"), ["review"]);
  assert.deepEqual(await texts("/model b"), ["big-1"]);
  assert.deepEqual(await ask(stage, client, "complete.slash", { text: "hi" }), { items: [] });
});
