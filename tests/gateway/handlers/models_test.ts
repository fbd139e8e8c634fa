import assert from "node:assert/strict";
import { echoProvider } from "../../../src/agent/echo_agent.ts";
import { type Json, Stage } from "../../support/stage.ts";

Deno.test("conformance 182: model.options lists the agents with the models they tell of", async () => {
  await using stage = new Stage({ agents: { echo: echoProvider({ paceMs: 0 }) } });
  const { client, id } = await stage.open();
  const models = [{ id: "big-1", name: "Big", description: "the best" }, {
    id: "small",
    name: "S",
  }];
  stage.provider.builds.at(-1)?.context.tell({ type: "mind", models });
  const options = client.result("model.options", { session_id: id });
  const usual = stage.provider.describe().model;
  assert.deepEqual([options.provider, options.model], ["scripted", usual]);
  const [own, echo] = options.providers;
  assert.deepEqual(own, {
    slug: "scripted",
    name: "scripted",
    models: [usual, "big-1", "small"],
    total_models: 3,
    is_current: true,
    authenticated: true,
    auth_type: "external",
    key_env: "",
    warning: "",
    choices: models,
  });
  assert.deepEqual([echo.slug, echo.models, echo.is_current], ["echo", ["echo"], false]);
  assert.equal(echo.warning, "", "it may begin here");
  client.submit(id, "hello");
  const later = client.result("model.options", { session_id: id });
  assert.match(later.providers[1].warning, /open a new session/);
});

Deno.test("model.options without a session speaks of the usual agent, and knows what others told", async () => {
  await using stage = new Stage();
  await stage.open();
  const models = [{ id: "big-1", name: "Big" }];
  stage.provider.builds.at(-1)?.context.tell({ type: "mind", models });
  const { providers, provider } = stage.connect().result("model.options", { session_id: "none" });
  assert.equal(provider, "scripted");
  assert.deepEqual(providers.map(({ is_current }: Json) => is_current), [true]);
  assert.ok(providers[0].models.includes("big-1"));
});

Deno.test("model.options has the model the session goes on with", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  client.result("config.set", { session_id: id, key: "model", value: "other-2" });
  const { model, providers } = client.result("model.options", { session_id: id });
  assert.equal(model, "other-2");
  assert.ok(providers[0].models.includes("other-2"));
});

Deno.test("model.options warns of an agent that cannot answer yet", async () => {
  await using stage = new Stage();
  const { describe } = stage.provider;
  stage.provider.describe = () => ({ ...describe.call(stage.provider), configured: false });
  const { providers: [own] } = stage.connect().result("model.options");
  assert.equal(own.authenticated, false);
  assert.match(own.warning, /cannot answer yet/);
});

Deno.test("conformance 182: model.options is 5033 where an agent breaks, and the log says how", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const { describe } = stage.provider;
  stage.provider.describe = () => {
    throw new Error("no idea");
  };
  assert.equal(client.error("model.options").code, 5033);
  assert.match(JSON.stringify(stage.log.at("error")), /no idea/);
  stage.provider.describe = describe;
});
