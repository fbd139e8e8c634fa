import assert from "node:assert/strict";
import type { Agent } from "../../../src/agent/agent.ts";
import { Mind } from "../../../src/agent/acp/mind.ts";
import { agentInput, runTurn } from "../support/turn.ts";
import { AcpBench } from "./support/acp_bench.ts";
import type { Script } from "./support/script.ts";

const MODES = {
  currentModeId: "ask",
  availableModes: [{ id: "ask", name: "Ask" }, { id: "code", name: "Code" }],
};
const MODELS = {
  currentModelId: "small",
  availableModels: [{ modelId: "small", name: "Small" }, { modelId: "big", name: "Big" }],
};

/** A config option with groups of values. */
function option(category: string, currentValue: string) {
  const options = [
    { group: "g", name: "Group", options: [{ value: "one", name: "One" }] },
    { value: "two", name: "Two", description: "More" },
  ];
  return { type: "select", id: `the-${category}`, name: category, category, currentValue, options };
}

Deno.test("Mind knows modes and models as agents of any age tell them", () => {
  const mind = new Mind();
  assert.equal(mind.fact(), undefined);
  mind.read({ modes: MODES, models: MODELS });
  assert.deepEqual(mind.fact(), {
    type: "mind",
    mode: "ask",
    modes: [{ id: "ask", name: "Ask" }, { id: "code", name: "Code" }],
    model: "small",
    models: [{ id: "small", name: "Small" }, { id: "big", name: "Big" }],
  });
  assert.deepEqual(mind.change("model", "big"), {
    method: "session/set_model",
    params: { modelId: "big" },
  });
  assert.deepEqual(mind.change("mode", "code"), {
    method: "session/set_mode",
    params: { modeId: "code" },
  });
  assert.equal(mind.change("model", "huge"), undefined);
});

Deno.test("Mind prefers config options for models, and the method of their own for modes", () => {
  const mind = new Mind();
  const configOptions = [
    option("model", "one"),
    option("mode", "two"),
    option("thought_level", "one"),
  ];
  mind.read({ modes: MODES, models: MODELS, configOptions });
  assert.equal(mind.current("model"), "one");
  assert.deepEqual(mind.choices("model"), [
    { id: "one", name: "One" },
    { id: "two", name: "Two", description: "More" },
  ]);
  assert.deepEqual(mind.change("thought_level", "two"), {
    method: "session/set_config_option",
    params: { configId: "the-thought_level", value: "two" },
  });
  assert.equal(mind.change("mode", "code")?.method, "session/set_mode");
  const other = new Mind();
  other.read({ configOptions });
  assert.equal(other.change("mode", "one")?.method, "session/set_config_option");
});

Deno.test("Mind takes no harm from what is broken", () => {
  const mind = new Mind();
  mind.read({
    modes: 3,
    models: { availableModels: [{}, null] },
    configOptions: [{ category: "model" }],
  });
  assert.equal(mind.fact(), undefined);
  mind.readConfig({});
  assert.equal(mind.current("mode"), "");
});

async function said(agent: Agent, input: Parameters<typeof agentInput>[1] = {}) {
  return await runTurn(agent, agentInput("go", input));
}

const CHOOSY: Script = {
  new: [{ answer: { sessionId: "s1", modes: MODES, models: MODELS } }],
  prompts: [[{ got: "session/set_model" }, { got: "session/set_mode" }]],
};
const BOTH = '{"sessionId":"s1","modelId":"big"}{"sessionId":"s1","modeId":"code"}';

Deno.test("acpProvider() begins with the model and the mode of its options", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent(CHOOSY, { model: "big", mode: "code" });
  assert.equal((await said(agent)).text, BOTH);
  const mind = bench.factsOf("mind").at(-1);
  assert.deepEqual([mind?.model, mind?.mode], ["big", "code"]);
});

Deno.test("acpProvider() takes another model and mode, and keeps them in a fresh process", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent([{ ...CHOOSY, prompts: [[{ exit: 1 }]] }, CHOOSY]);
  await agent.setMode?.("code");
  await agent.setModel?.("big");
  await said(agent);
  assert.equal((await said(agent)).text, BOTH);
});

Deno.test("acpProvider() refuses a model the agent does not offer, and tells which it does", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent(CHOOSY);
  await assert.rejects(async () => await agent.setModel?.("huge"), {
    name: "AgentError",
    message: 'The agent "scripted" has no model "huge"; it offers "small", "big"',
  });
  const plain = await bench.agent({});
  await assert.rejects(async () => await plain.setMode?.("code"), {
    message: 'The agent "scripted" has no mode "code"; it offers no choice',
  });
});

Deno.test("acpProvider() names the first 20 models of an agent that offers hundreds", async () => {
  await using bench = new AcpBench();
  const availableModels = Array.from({ length: 150 }, (_, n) => ({ modelId: `m${n}`, name: "M" }));
  const models = { currentModelId: "m0", availableModels };
  const agent = await bench.agent({ new: [{ answer: { sessionId: "s", models } }] });
  await assert.rejects(async () => await agent.setModel?.("huge"), {
    message: /has no model "huge"; it offers "m0", .+, "m19" and 130 more$/,
  });
});

Deno.test("acpProvider() tells what the agent answers to a choice it refuses", async () => {
  await using bench = new AcpBench();
  const setMode = [{ fail: { code: -32_603, message: "Not now" } }];
  const agent = await bench.agent({ ...CHOOSY, setMode });
  await assert.rejects(async () => await agent.setMode?.("code"), {
    message: 'The agent "scripted" failed at choosing the mode "code": Not now',
  });
});

Deno.test("acpProvider() adopts the model of a prompt, and warns once where that cannot be", async () => {
  await using bench = new AcpBench();
  const agent = await bench.agent({ ...CHOOSY, prompts: [[{ got: "session/set_model" }]] });
  assert.match((await said(agent, { model: "big" })).text, /"modelId":"big"/);
  const [warning] = (await said(agent, { model: "huge" })).events;
  assert.equal(warning?.type, "status");
  assert.match(JSON.stringify(warning), /offers \\"small\\", \\"big\\"/);
  assert.equal((await said(agent, { model: "huge" })).events[0]?.type, "text");
});

Deno.test("acpProvider() sets how hard to think where the agent has an option for it", async () => {
  await using bench = new AcpBench();
  const configOptions = [option("thought_level", "one")];
  const agent = await bench.agent({
    new: [{ answer: { sessionId: "s1", configOptions } }],
    setConfigOption: [{ answer: { configOptions: [option("thought_level", "two")] } }],
    prompts: [[{ got: "session/set_config_option" }]],
  });
  const { text } = await said(agent, { reasoningEffort: "two" });
  assert.deepEqual(JSON.parse(text), {
    sessionId: "s1",
    configId: "the-thought_level",
    value: "two",
  });
});
