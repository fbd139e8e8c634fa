/** Choosing the model and the mode of a session's agent. */
import assert from "node:assert/strict";
import { AgentError } from "../../src/agent/agent.ts";
import { type Client, Stage } from "../support/stage.ts";

const modes = [{ id: "plan", name: "Plan" }, { id: "code", name: "Code" }];

interface Asked {
  client: Client;
  id: string;
  asked: string[];
}

/** A session whose agent has modes, and does with a choice what `answer` does. */
async function withModes(stage: Stage, answer = () => Promise.resolve()): Promise<Asked> {
  const { client, id } = await stage.open();
  const asked: string[] = [];
  const note = (what: string) => (choice: string) => {
    asked.push(`${what} ${choice}`);
    return answer();
  };
  Object.assign(stage.provider.agent, { setMode: note("mode"), setModel: note("model") });
  stage.provider.builds[0]!.context.tell({ type: "mind", mode: "plan", modes });
  client.take();
  return { client, id, asked };
}

Deno.test("config.set mode tells the agent, and session.info follows when it has taken it", async () => {
  await using stage = new Stage();
  const { client, id, asked } = await withModes(stage);
  client.result("config.set", { key: "mode", value: "code", session_id: id });
  await stage.time.pass();
  assert.deepEqual(asked, ["mode code"]);
  const infos = client.events().filter(({ type }) => type === "session.info");
  assert.deepEqual(infos.map(({ payload }) => payload.mode), ["code"]);
  assert.equal(client.result("config.get", { key: "mode", session_id: id }).value, "code");
});

Deno.test("config.set mode refuses a mode the agent does not have, and names those it has", async () => {
  await using stage = new Stage();
  const { client, id, asked } = await withModes(stage);
  assert.deepEqual(client.error("config.set", { key: "mode", value: "fly", session_id: id }), {
    code: 4002,
    message: 'bad value for mode: "fly"; expected one of plan, code',
  });
  assert.deepEqual(asked, []);
});

Deno.test("config.set mode says so where an agent has no modes", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const { message } = client.error("config.set", { key: "mode", value: "code", session_id: id });
  assert.equal(message, "bad value for mode: this agent has no modes");
});

Deno.test("an agent that does not take a mode keeps the one it had, and the user is told why", async () => {
  await using stage = new Stage();
  const failing = () => Promise.reject(new AgentError("not while a tool runs"));
  const { client, id } = await withModes(stage, failing);
  client.result("config.set", { key: "mode", value: "code", session_id: id });
  await stage.time.pass();
  const [event] = client.events();
  assert.equal(event?.payload.text, 'Cannot change the mode to "code": not while a tool runs');
  assert.equal(client.result("config.get", { key: "mode", session_id: id }).value, "plan");
});

Deno.test("config.set model tells an agent that can be told, and keeps its failure's text to the log", async () => {
  await using stage = new Stage();
  const { client, id, asked } = await withModes(stage, () => Promise.reject(new Error("token x")));
  client.result("config.set", { key: "model", value: "big", session_id: id });
  await stage.time.pass();
  assert.deepEqual(asked, ["model big"]);
  const told = client.events();
  assert.equal(told.find(({ type }) => type === "session.info")?.payload.model, "big");
  const warning = told.find(({ type }) => type === "status.update")?.payload.text;
  assert.equal(warning, 'Cannot change the model to "big": see the gateway\'s log');
});

Deno.test("an agent that takes another's place begins in the mode that was chosen", async () => {
  await using stage = new Stage();
  const { client, id } = await withModes(stage);
  assert.equal(stage.provider.builds[0]!.context.mode, undefined);
  client.result("config.set", { key: "mode", value: "code", session_id: id });
  client.submit(id, "first");
  await stage.time.pass();
  stage.provider.builds[0]!.context.tell({ type: "saved", text: "thread-1" });
  stage.provider.turn.end();
  await stage.time.pass(40);
  client.result("session.undo", { session_id: id });
  client.submit(id, "second");
  await stage.time.pass();
  assert.equal(stage.provider.builds[1]?.context.mode, "code");
  stage.provider.builds[1]?.agent.turn.end();
});
