import assert from "node:assert/strict";
import { MemoryStore } from "../../../src/store/memory_store.ts";
import { gitTest } from "../../git/support/git_world.ts";
import { LiveGateway } from "../../git/support/live_gateway.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";
import { MemoryWorkspace } from "../../workspace/support/memory_workspace.ts";
import { pendingCall } from "../support/talks.ts";

const workspace = () => new MemoryWorkspace({ "/desk/src/main.ts": "", "/other/a.ts": "" });

async function setCwd(stage: Stage, client: Client, params: Json): Promise<Json> {
  const answer = pendingCall(client, "session.cwd.set", params);
  for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
  return answer();
}

Deno.test("session.cwd.set answers and tells the session's info, and its next agent works there", async () => {
  const store = new MemoryStore({ maxEvents: 100 });
  await using stage = new Stage({ workspace: workspace(), cwd: "/desk", store });
  const { client, id } = await stage.open();
  client.result("session.title", { session_id: id, title: "kept" });
  client.take();
  const { result } = await setCwd(stage, client, { session_id: id, cwd: " ../other " });
  assert.equal(result.cwd, "/other");
  await stage.time.pass(50);
  const infos = client.events().filter(({ type }) => type === "session.info");
  assert.deepEqual(infos.map(({ payload }) => [payload.cwd, payload.lazy]), [
    ["/other", true],
    ["/other", undefined],
  ]);
  assert.deepEqual(stage.provider.builds.map(({ context }) => context.cwd), ["/desk", "/other"]);
  assert.deepEqual(stage.provider.builds.map(({ agent }) => agent.closes), [1, 0]);
  assert.equal(store.sessionByLiveId(id)?.cwd, "/other");
});

Deno.test("session.cwd.set to the folder it is in keeps the agent", async () => {
  await using stage = new Stage({ workspace: workspace(), cwd: "/desk" });
  const { client, id } = await stage.open();
  assert.equal((await setCwd(stage, client, { session_id: id, cwd: "." })).result.cwd, "/desk");
  assert.equal(stage.provider.builds.length, 1);
});

Deno.test("session.cwd.set refuses what is no folder, none at all, and a session nobody knows", async () => {
  await using stage = new Stage({ workspace: workspace(), cwd: "/desk" });
  const { client, id } = await stage.open();
  const code = async (params: Json) => (await setCwd(stage, client, params)).error.code;
  assert.equal(await code({ session_id: id, cwd: "/nowhere" }), 4017);
  assert.equal(await code({ session_id: id, cwd: "src/main.ts" }), 4017);
  assert.equal(await code({ session_id: id, cwd: "  " }), 4016);
  assert.equal(await code({ session_id: id }), 4016);
  assert.equal(await code({ session_id: "nothing0", cwd: "/other" }), 4001);
});

Deno.test("session.cwd.set while a turn runs is 4009, and changes nothing", async () => {
  await using stage = new Stage({ workspace: workspace(), cwd: "/desk" });
  const { client, id } = await stage.running();
  const { error } = await setCwd(stage, client, { session_id: id, cwd: "/other" });
  assert.equal(error.code, 4009);
  assert.match(error.message, /session busy/);
  assert.equal(client.result("session.activate", { session_id: id }).info.cwd, "/desk");
});

gitTest(
  "the branch of a session is told once it is known, and again when a turn has changed it",
  async (world) => {
    const repo = await world.repository("repo");
    await world.write("plain/a.txt", "");
    await using live = new LiveGateway(world);
    const { session_id: id, info } = await live.result("session.create", { cwd: repo });
    assert.equal(info.branch, "", "an answer does not wait for git");
    await live.event("session.info", ({ branch }) => branch === "main");
    const again = await live.result("session.create", { cwd: repo });
    assert.equal(again.info.branch, "main", "what is known is there at once");
    await live.result("prompt.submit", { session_id: id, text: "switch" });
    await live.event("message.start");
    await world.git(repo, "switch", "--quiet", "-c", "topic");
    live.provider.builds[0]?.agent.turn.end();
    await live.next(({ params }) =>
      params?.session_id === id && params.payload?.branch === "topic"
    );
    const project = await live.result("config.get", { key: "project", session_id: id });
    assert.deepEqual([project.cwd, project.branch], [repo, "topic"]);
    const moved = await live.result("session.cwd.set", { session_id: id, cwd: "../plain" });
    assert.deepEqual([moved.cwd, moved.branch], [world.path("plain"), ""]);
  },
);

Deno.test("config.get project tells observers of no folder they name", async () => {
  await using stage = new Stage({ cwd: "/desk" });
  const observer = stage.connect(undefined, "observer");
  for (const cwd of ["/other", ".."]) {
    assert.equal(observer.error("config.get", { key: "project", cwd }).code, 4040, cwd);
  }
  assert.equal(observer.result("config.get", { key: "project", cwd: " " }).cwd, "/desk");
  assert.equal(observer.result("config.get", { key: "skin", cwd: "/other" }).value, "default");
});

gitTest(
  "config.get project and config.set cwd name the branch of a folder, with no session there",
  async (world) => {
    const repo = await world.repository("repo");
    await world.write("plain/a.txt", "");
    await using live = new LiveGateway(world);
    const project = (params: Json) => live.result("config.get", { key: "project", ...params });
    assert.deepEqual(await project({}), { cwd: world.root, branch: "" });
    assert.deepEqual(await project({ cwd: repo }), { cwd: repo, branch: "main" });
    const id = await live.open({ cwd: world.path("plain") });
    const beside = await project({ session_id: id, cwd: "../repo" });
    assert.deepEqual(beside, { cwd: repo, branch: "main" });
    const set = await live.result("config.set", { key: "cwd", value: repo });
    assert.deepEqual([set.cwd, set.branch], [repo, "main"]);
    assert.deepEqual(await project({}), { cwd: repo, branch: "main" });
  },
);

Deno.test("another folder while the agent is built is no failure of the session", async () => {
  const provider = new ScriptedProvider({ builds: "hold" });
  await using stage = new Stage({ workspace: workspace(), cwd: "/desk", provider });
  const client = stage.connect();
  const { session_id: id } = client.result("session.create");
  await stage.time.pass(60);
  const { result } = await setCwd(stage, client, { session_id: id, cwd: "/other" });
  assert.equal(result.cwd, "/other");
  provider.builds[0]?.fail(new Error("aborted"));
  await stage.time.pass(60);
  provider.builds[1]?.finish();
  await stage.time.pass();
  assert.deepEqual(client.events().filter(({ type }) => type === "error"), []);
  assert.equal(client.result("session.activate", { session_id: id }).info.cwd, "/other");
});
