/** Sessions whose model is that of the configuration, and a configuration that somebody edits. */
import assert from "node:assert/strict";
import { AgentError } from "../../src/agent/agent.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";

/** A gateway with a configuration that a test edits as a person would. */
function edited(): { stage: Stage; edit(model: string | undefined): void } {
  const values: Json = {};
  const write = () => assert.fail("nothing is set by a client here");
  const config = { read: () => ({ path: "/etc/c.yaml", mtime: 1, values }), write };
  const edit = (model: string | undefined) => values.defaults = { model };
  return { stage: new Stage({ setup: { config } }), edit };
}

/** The model the next turn is asked with. */
async function asked(stage: Stage, client: Client, id: string): Promise<string> {
  client.submit(id, "hello");
  await stage.time.pass();
  const { model } = stage.provider.turn.input;
  stage.provider.turn.end();
  await stage.time.pass();
  return model;
}

Deno.test("conformance 138, 142: a session without a model of its own follows the configuration, once an edit", async () => {
  const { stage, edit } = edited();
  await using _ = stage;
  edit("first");
  const { client, id } = await stage.open();
  assert.equal(await asked(stage, client, id), "first");
  edit("second");
  client.take();
  assert.equal(await asked(stage, client, id), "second");
  const told = client.events().filter(({ type }) => type === "session.info");
  assert.equal(told[0]?.payload.model, "second");
  assert.equal(await asked(stage, client, id), "second");
  const rest = client.events().filter(({ type }) => type === "session.info");
  assert.ok(rest.length < told.length, "an edit that was not made was told of");
  edit(undefined);
  assert.equal(await asked(stage, client, id), "model-a");
});

Deno.test("conformance 136: a session with a model of its own keeps it", async () => {
  const { stage, edit } = edited();
  await using _ = stage;
  const { client, id } = await stage.open({ model: "own" });
  const later = client.result("session.create").session_id;
  client.result("config.set", { key: "model", value: "mine", session_id: later });
  edit("all");
  assert.equal(await asked(stage, client, id), "own");
  assert.equal(await asked(stage, client, later), "mine");
});

Deno.test("a turn that runs goes on with its model, and the next one follows", async () => {
  const { stage, edit } = edited();
  await using _ = stage;
  const { client, id } = await stage.running();
  edit("next");
  client.submit(id, "more", { busy: "queue" });
  assert.equal(client.result("session.activate", { session_id: id }).info.model, "model-a");
  stage.provider.turn.end();
  await stage.time.pass();
  stage.provider.turn.end();
  await stage.time.pass();
  assert.equal(await asked(stage, client, id), "next");
});

Deno.test("conformance 141: an agent that does not take the model says so once for that edit", async () => {
  const { stage, edit } = edited();
  await using _ = stage;
  const { client, id } = await stage.open();
  const setModel = () => Promise.reject(new AgentError("there is no such model"));
  Object.assign(stage.provider.agent, { setModel });
  edit("bad");
  client.take();
  await asked(stage, client, id);
  await asked(stage, client, id);
  const told = client.events().filter(({ type }) => type === "status.update");
  assert.deepEqual(told.map(({ payload }) => payload.text), [
    'Cannot change the model to "bad": there is no such model',
  ]);
});
