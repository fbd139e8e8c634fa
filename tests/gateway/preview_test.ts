/** preview.restart: an agent starts the server of a page again. */
import assert from "node:assert/strict";
import { MAX_TASKS } from "../../src/session/background.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";
import { MemoryWorkspace } from "../workspace/support/memory_workspace.ts";
import { pendingCall } from "./support/talks.ts";

const URL = "http://localhost:5173/";

async function restart(stage: Stage, client: Client, params: Json): Promise<Json> {
  const answer = pendingCall(client, "preview.restart", params);
  for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
  return answer();
}

Deno.test("preview.restart asks an agent of its own, and tells how it gets on and ends", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("start the page");
  stage.provider.agent.turn.text("npm run dev runs");
  stage.provider.agent.turn.end();
  await stage.time.pass(50);
  client.take();

  const params = { session_id: id, url: ` ${URL} `, context: "failed to load main.tsx" };
  const { task_id } = (await restart(stage, client, params)).result;
  assert.match(task_id, /^preview_[0-9a-f]{6}$/);
  const { agent, turn } = stage.provider;
  for (const known of [URL, "failed to load main.tsx"]) assert.ok(turn.input.text.includes(known));
  assert.deepEqual(turn.input.history.map(({ text }) => text), [
    "start the page",
    "npm run dev runs",
  ]);
  const { processes } = client.result("agents.list");
  assert.equal(processes[0].command, `start the server of ${URL} again`);

  turn.push({ type: "tool_start", id: "1", name: "sh", args: {}, context: "npm run dev" });
  turn.push({
    type: "tool_complete",
    id: "1",
    name: "sh",
    args: {},
    result: "",
    summary: "listens",
  });
  turn.text("It is ", "up.");
  turn.end();
  await stage.time.pass();
  assert.deepEqual(client.events().map(({ type, payload }) => ({ type, payload })), [
    {
      type: "preview.restart.progress",
      payload: { task_id, level: "info", text: "sh runs: npm run dev" },
    },
    { type: "preview.restart.progress", payload: { task_id, level: "info", text: "sh: listens" } },
    { type: "preview.restart.complete", payload: { task_id, text: "It is up." } },
  ]);
  assert.equal(agent.closes, 1);
});

Deno.test("preview.restart tells no more lines than a window can show", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  await restart(stage, client, { session_id: id, url: URL });
  const { turn } = stage.provider;
  for (let i = 0; i < 1_000; i++) {
    const context = "x".repeat(5_000);
    turn.push({ type: "tool_start", id: String(i), name: "sh", args: {}, context });
  }
  turn.end();
  await stage.time.pass();
  const events = client.events();
  const lines = events.filter(({ type }) => type === "preview.restart.progress");
  assert.equal(lines.length, 200);
  for (const { payload } of lines) assert.equal(payload.text.length, 1_000);
  assert.equal(events.at(-1)?.type, "preview.restart.complete");
});

Deno.test("preview.restart works where the page is, if that is a folder", async () => {
  const workspace = new MemoryWorkspace({ "/desk/page/index.html": "" });
  await using stage = new Stage({ workspace, cwd: "/desk" });
  const { client, id } = await stage.open();
  const folders = [];
  for (const cwd of ["page", "page/index.html", ""]) {
    await restart(stage, client, { session_id: id, url: URL, cwd });
    await stage.time.pass();
    folders.push(stage.provider.builds.at(-1)?.context.cwd);
  }
  assert.deepEqual(folders, ["/desk/page", "/desk", "/desk"]);
});

Deno.test("preview.restart says what is missing, and that enough run", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const refused = async (params: Json) => (await restart(stage, client, params)).error;
  assert.deepEqual(await refused({ session_id: id }), { code: 4012, message: "url required" });
  assert.equal((await refused({ session_id: "none", url: URL })).code, 4001);
  for (let i = 0; i < MAX_TASKS; i++) {
    client.result("prompt.background", { session_id: id, text: "look it up" });
  }
  assert.equal((await refused({ session_id: id, url: URL })).code, 4009);
});
