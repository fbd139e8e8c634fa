/** Tools as a window shows them that opens later. */
import assert from "node:assert/strict";
import type { AgentEvent } from "../../src/agent/agent.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";

const args = { path: "a.ts" };
const start: AgentEvent = { type: "tool_start", id: "t1", name: "edit", args, context: "a.ts" };
const complete: AgentEvent = {
  type: "tool_complete",
  ...{ id: "t1", name: "edit", args, result: { ok: true } },
  ...{ summary: "1 line", durationSeconds: 0.25, inlineDiff: "+a" },
};
const plain = { role: "tool", name: "edit", context: "a.ts" };
const detailed = {
  ...plain,
  ...{ tool_id: "t1", args: { path: "a.ts" }, result: { ok: true } },
  ...{ summary: "1 line", duration_s: 0.25, inline_diff: "+a" },
};

async function turn(stage: Stage, client: Client, id: string): Promise<void> {
  client.submit(id, "edit it");
  await stage.time.pass();
  stage.provider.turn.push(start, complete);
  stage.provider.turn.text("done");
  stage.provider.turn.end();
  await stage.time.pass(50);
}

const tools = ({ messages }: Json) => messages.filter(({ role }: Json) => role === "tool");

Deno.test("tools have their details in history, activate and resume, for those who ask", async () => {
  await using stage = new Stage();
  const { client, id: session_id } = await stage.open();
  await turn(stage, client, session_id);
  for (const method of ["session.history", "session.activate", "session.resume"]) {
    assert.deepEqual(tools(client.result(method, { session_id })), [plain]);
    assert.deepEqual(tools(client.result(method, { session_id, details: true })), [detailed]);
  }
});

Deno.test("tools have their details after the conversation was stored", async () => {
  const store = new MemoryStore();
  let stored = "";
  {
    await using stage = new Stage({ store });
    const client = stage.connect();
    const { session_id, stored_session_id } = client.result("session.create");
    await stage.time.pass(50);
    await turn(stage, client, session_id);
    stored = stored_session_id;
  }
  await using stage = new Stage({ store });
  const params = { session_id: stored, details: true };
  assert.deepEqual(tools(stage.connect().result("session.resume", params)), [detailed]);
});

Deno.test("session.compress answers no details", async () => {
  await using stage = new Stage();
  stage.provider.script.summarize = () => Promise.resolve("in short");
  const { client, id } = await stage.open();
  for (let i = 0; i < 3; i++) await turn(stage, client, id);
  const from = client.socket.frames.length;
  client.send("session.compress", { session_id: id });
  await stage.time.pass(50);
  const frames = client.socket.frames.slice(from).map((frame) => JSON.parse(frame));
  const { messages } = frames.find(({ result }) => result?.status === "compressed").result;
  assert.ok(messages.length > 0);
  assert.ok(messages.every((message: Json) => !("tool" in message)));
});
