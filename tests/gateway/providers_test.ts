/** Several agents in one gateway. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import { Stage } from "../support/stage.ts";

function other(): ScriptedProvider {
  const provider = new ScriptedProvider();
  provider.description = { ...provider.description, model: "model-z", provider: "elsewhere" };
  return provider;
}

for (const param of ["agent", "provider", "model"]) {
  Deno.test(`session.create opens a session with the agent its ${param} names`, async () => {
    const codex = other();
    await using stage = new Stage({ agents: { codex } });
    const client = stage.connect();
    const { info } = client.result("session.create", { [param]: "codex" });
    assert.deepEqual([info.model, info.provider], ["model-z", "codex"]);
    await stage.time.pass(50);
    assert.deepEqual([codex.builds.length, stage.provider.builds.length], [1, 0]);
  });
}

Deno.test("session.create with an agent and a model gives that agent the model", async () => {
  const codex = other();
  await using stage = new Stage({ agents: { codex } });
  stage.connect().result("session.create", { agent: "codex", model: "fast" });
  await stage.time.pass(50);
  assert.equal(codex.builds[0]?.context.model, "fast");
});

Deno.test("session.create refuses an agent there is none of, and names those there are", async () => {
  await using stage = new Stage({ agents: { codex: other() } });
  assert.deepEqual(stage.connect().error("session.create", { agent: "claude" }), {
    code: 4002,
    message: 'agent: there is no "claude"; one of "scripted", "codex"',
  });
});

Deno.test("a model set for the gateway is not forced upon an agent that is not the usual one", async () => {
  const codex = other();
  await using stage = new Stage({ agents: { codex } });
  const client = stage.connect();
  client.result("config.set", { key: "model", value: "model-x" });
  assert.equal(client.result("session.create", { agent: "codex" }).info.model, "model-z");
  assert.equal(client.result("session.create").info.model, "model-x");
});

Deno.test("a conversation goes on with the agent it had, in a branch and in its next life too", async () => {
  const store = new MemoryStore();
  const codex = other();
  {
    await using stage = new Stage({ store, agents: { codex } });
    const { client, id } = await stage.open({ agent: "codex" });
    client.submit(id, "hello");
    await stage.time.pass();
    codex.turn.end();
    await stage.time.pass(40);
    client.result("session.branch", { session_id: id });
    await stage.time.pass(50);
    assert.equal(codex.builds.length, 2);
  }
  await using stage = new Stage({ store, agents: { codex } });
  const [row] = store.sessions({ limit: 1 });
  stage.connect().result("session.resume", { session_id: row!.id, eager_build: true });
  await stage.time.pass();
  assert.deepEqual([codex.builds.length, stage.provider.builds.length], [3, 0]);
});

Deno.test("a conversation whose agent is gone goes on with the usual one", async () => {
  const store = new MemoryStore();
  {
    await using stage = new Stage({ store, agents: { codex: other() } });
    stage.connect().result("session.create", { agent: "codex", title: "Old" });
  }
  await using stage = new Stage({ store });
  stage.connect().result("session.resume", { session_id: "Old", eager_build: true });
  await stage.time.pass();
  assert.equal(stage.provider.builds.length, 1);
});

Deno.test("shutdown() releases what agents share once, behind their sessions, also where that fails", async () => {
  const closed: string[] = [];
  const codex = Object.assign(other(), {
    close: () => {
      closed.push(`codex with ${codex.agent.closes} closed`);
      throw new Error("stuck");
    },
  });
  const stage = new Stage({ agents: { codex, again: codex } });
  await stage.open({ agent: "codex" });
  await stage[Symbol.asyncDispose]();
  assert.deepEqual(closed, ["codex with 1 closed"]);
  assert.equal(stage.log.at("error").length, 1);
});

Deno.test("shutdown() releases the usual agent too, where another has its name", async () => {
  const closed: string[] = [];
  const [usual, named] = ["usual", "named"].map((which) =>
    Object.assign(other(), { close: () => void closed.push(which) })
  );
  const stage = new Stage({ provider: usual!, agents: { scripted: named! } });
  await stage[Symbol.asyncDispose]();
  assert.deepEqual(closed.sort(), ["named", "usual"]);
});

Deno.test("createGateway() refuses agents that make none", () => {
  assert.throws(
    () => createGateway({ provider: other(), agents: { codex: {} as never } }),
    /option "agents.codex" must make agents/,
  );
});
