/** What agents are told beside their own instructions: a prompt, and a personality. */
import assert from "node:assert/strict";
import { type ConfigDesk, memoryConfig } from "../../../src/gateway/config_desk.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";

const TEXTS = { sailor: "Speak like a sailor.", terse: "Be brief." };

/** A configuration with personalities in it. */
function withPersonalities(): ConfigDesk {
  const desk = memoryConfig();
  Object.assign(desk.read().values, { personalities: TEXTS });
  return desk;
}

const set = (client: Client, key: string, value: unknown, more: Json = {}) =>
  client.result("config.set", { key, value, ...more });

async function told(stage: Stage, client: Client, id: string): Promise<string | undefined> {
  client.submit(id, "hello");
  await stage.time.pass();
  const { instructions } = stage.provider.turn.input;
  stage.provider.turn.end();
  await stage.time.pass();
  return instructions;
}

Deno.test("config.set personality counts for every session from its next prompt on", async () => {
  await using stage = new Stage({ setup: { config: withPersonalities() } });
  const { client, id } = await stage.open();
  const { session_id: other } = client.result("session.create");
  await stage.time.pass(50);
  client.take();
  assert.equal(await told(stage, client, other), undefined);
  assert.deepEqual(client.result("config.get", { key: "personality" }), {
    value: "none",
    choices: ["sailor", "terse"],
  });
  client.take();
  const { info, ...answer } = set(client, "personality", " sailor ", { session_id: id });
  assert.deepEqual(answer, { key: "personality", value: "sailor", history_reset: false });
  assert.equal(info.personality, "sailor");
  const shown = client.events().map(({ type, session_id, payload }) =>
    [type, session_id, payload.personality].join(" ")
  );
  assert.deepEqual(shown, [`session.info ${id} sailor`, `session.info ${other} sailor`]);
  assert.equal(await told(stage, client, other), TEXTS.sailor);
  assert.equal(set(client, "personality", "none").value, "none");
  assert.equal(await told(stage, client, other), undefined);
});

Deno.test("config.set prompt is put behind the personality, and is taken away by clear", async () => {
  await using stage = new Stage({ setup: { config: withPersonalities() } });
  const { client, id } = await stage.open();
  set(client, "personality", "terse");
  assert.deepEqual(set(client, "prompt", " Answer in Welsh. "), {
    key: "prompt",
    value: "Answer in Welsh.",
  });
  assert.deepEqual(client.result("config.get", { key: "prompt" }), { prompt: "Answer in Welsh." });
  assert.equal(await told(stage, client, id), "Be brief.\n\nAnswer in Welsh.");
  assert.equal(set(client, "prompt", "clear").value, "");
  assert.deepEqual(client.result("config.get", { key: "prompt" }), { prompt: "" });
  assert.equal(await told(stage, client, id), "Be brief.");
  const { display, custom_prompt } = client.result("config.get", { key: "full" }).config;
  assert.deepEqual([display.personality, custom_prompt], ["terse", ""]);
});

Deno.test("config.set personality of one that is not there is 5001 and names those that are", async () => {
  await using stage = new Stage({ setup: { config: withPersonalities() } });
  const client = stage.connect();
  for (const value of ["pirate", "__proto__", "constructor", "toString"]) {
    const { code, message } = client.error("config.set", { key: "personality", value });
    assert.equal(code, 5001);
    assert.match(message, /^unknown personality ".+"; there is: sailor, terse; add it to /);
  }
  const long = client.error("config.set", { key: "personality", value: "x".repeat(100_000) });
  assert.ok(long.message.length < 300);
  assert.equal(client.error("config.set", { key: "prompt", value: "x".repeat(32_769) }).code, 4002);
});

Deno.test("an agent that heeds no instructions is given none, and config.set says why", async () => {
  const provider = new ScriptedProvider();
  provider.description = { ...provider.description, ownInstructions: "it has its own" };
  const config = withPersonalities();
  await using stage = new Stage({ provider, setup: { config } });
  const { client, id: session_id } = await stage.open();
  for (
    const [key, value, what] of [["personality", "terse", "a personality"], [
      "prompt",
      "x",
      "a prompt",
    ]]
  ) {
    for (const more of [{}, { session_id }]) {
      const { code, message } = client.error("config.set", { key, value, ...more });
      assert.equal(code, 4002);
      assert.ok(message.includes(`${what}: it has its own; put it where`), message);
    }
  }
  // Somebody has edited the file.
  config.write([{ path: ["defaults", "personality"], value: "terse" }]);
  assert.equal(await told(stage, client, session_id), undefined);
  assert.equal(client.result("session.activate", { session_id }).info.personality, "");
  assert.equal(set(client, "personality", "none", { session_id }).value, "none");
});

Deno.test("a background prompt is given the instructions too", async () => {
  await using stage = new Stage({ setup: { config: withPersonalities() } });
  const { client, id: session_id } = await stage.open();
  set(client, "personality", "sailor");
  client.result("prompt.background", { session_id, text: "look" });
  await stage.time.pass();
  assert.equal(stage.provider.turn.input.instructions, TEXTS.sailor);
  stage.provider.turn.end();
  await stage.time.pass();
});
