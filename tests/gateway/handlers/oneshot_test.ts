import assert from "node:assert/strict";
import { AgentError, type OneShot } from "../../../src/agent/agent.ts";
import { memoryConfig } from "../../../src/gateway/config_desk.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { type Json, Stage } from "../../support/stage.ts";
import { pendingCall } from "../support/talks.ts";

/** Agents whose provider is asked beside them, and answers when a test says so. */
class Oracle extends ScriptedProvider {
  readonly asked: { question: OneShot; signal: AbortSignal }[] = [];
  answer: () => Promise<string> = () => Promise.resolve("an answer");

  oneshot(question: OneShot, signal: AbortSignal): Promise<string> {
    this.asked.push({ question, signal });
    return this.answer();
  }
}

function oracleStage() {
  const provider = new Oracle();
  const config = memoryConfig();
  const oneshot_templates = { commit: "A message for {diff} in {language}. {}" };
  Object.assign(config.read().values, { oneshot_templates });
  const stage = new Stage({ provider, setup: { config } });
  const client = stage.connect();
  const ask = async (params: Json): Promise<Json> => {
    const answer = pendingCall(client, "llm.oneshot", params);
    await stage.time.pass();
    const { result, error } = answer() ?? {};
    return result ?? error;
  };
  return { provider, stage, client, ask };
}

Deno.test("llm.oneshot asks the usual agent's model, or that of a session", async () => {
  const { provider, stage, client, ask } = oracleStage();
  await using _ = stage;
  assert.deepEqual(await ask({ instructions: "Name it.", input: "a diff" }), { text: "an answer" });
  const [first] = provider.asked;
  const { clock: _clock, logger: _logger, ...question } = first!.question;
  assert.deepEqual(question, {
    ...{ instructions: "Name it.", text: "a diff", model: "model-a" },
    ...{ maxTokens: 1_024, temperature: 0.3 },
  });
  const { session_id } = client.result("session.create", { model: "model-b" });
  await ask({ input: "x", session_id, max_tokens: 1e9, temperature: 9, task: "title" });
  await ask({ instructions: "Say yes.", max_tokens: null });
  const rest = provider.asked.slice(1).map(({ question: { model, text, ...more } }) =>
    [model, text, more.instructions, more.maxTokens, more.temperature].join("|")
  );
  assert.deepEqual(rest, ["model-b|x||32768|2", "model-a|Say yes.||1024|0.3"]);
  assert.equal(provider.builds.length, 0);
});

Deno.test("llm.oneshot fills the templates of the configuration", async () => {
  const { provider, stage, ask } = oracleStage();
  await using _ = stage;
  const variables = { diff: "$& {language}", language: "Welsh" };
  await ask({ template: "commit", variables, input: "Be brief." });
  assert.equal(
    provider.asked[0]?.question.text,
    "A message for $& {language} in Welsh. {}\n\nBe brief.",
  );
  const missing = await ask({ template: "commit", variables: { diff: "x", toString: null } });
  assert.deepEqual([missing.code, missing.message], [
    4032,
    'template commit needs a value for "language" in variables',
  ]);
  for (const template of ["other", "__proto__", "toString"]) {
    const unknown = await ask({ template, input: "x" });
    assert.equal(unknown.code, 4031);
    assert.match(unknown.message, /oneshot_templates/);
  }
});

Deno.test("llm.oneshot says what is wrong", async () => {
  const { provider, stage, ask } = oracleStage();
  await using _ = stage;
  assert.deepEqual(await ask({ input: " " }), { code: 4030, message: "input required" });
  assert.match((await ask({ input: "x".repeat(262_145) })).message, /the limit is 262144$/);
  assert.equal((await ask({ input: "x", max_tokens: "many" })).code, -32602);
  provider.answer = () => Promise.reject(new AgentError("no key is set"));
  const failed = await ask({ input: "x" });
  assert.deepEqual([failed.code, failed.message], [5030, "Cannot ask the model: no key is set"]);
  provider.answer = () => Promise.reject(new Error("secret of the inside"));
  assert.match((await ask({ input: "x" })).message, /see the gateway's log$/);
  assert.match(String(stage.log.at("error")[0]?.fields.error), /secret of the inside/);
});

Deno.test("llm.oneshot of an agent that answers in conversations only is 5030", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  const answer = pendingCall(client, "llm.oneshot", { input: "x" });
  await stage.time.pass();
  assert.equal(answer().error.code, 5030);
  assert.match(answer().error.message, /the scripted agent answers in conversations only/);
});

Deno.test("llm.oneshot ends when its window goes, after its time, and with the gateway", async () => {
  const { provider, stage, client } = oracleStage();
  await using _ = stage;
  provider.answer = () => new Promise(() => {});
  const late = pendingCall(client, "llm.oneshot", { input: "x" });
  await stage.time.pass(110_000);
  assert.match(late().error.message, /it took longer than 110 s$/);
  const other = stage.connect();
  for (const window of [client, other]) window.send("llm.oneshot", { input: "x" });
  await stage.time.pass();
  client.connection.end("gone");
  const aborted = () => provider.asked.map(({ signal }) => signal.aborted);
  assert.deepEqual(aborted(), [true, true, false]);
  const closed = stage.gateway.shutdown();
  await stage.time.pass(1);
  assert.deepEqual(aborted(), [true, true, true]);
  await stage.time.pass(6_000);
  await closed;
});
