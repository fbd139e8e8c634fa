/** What users want of an openai agent beside its configuration. */
import assert from "node:assert/strict";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import { answer, serveModel } from "./support/model_server.ts";
import { agentInput, makeAgent, runTurn } from "./support/turn.ts";

Deno.test("prompt() puts the instructions before the agent's own, for that turn alone", async () => {
  await using server = serveModel(() => answer("hello"));
  const options = { baseUrl: server.baseUrl, model: "m", systemPrompt: "You run a harbour." };
  const agent = await makeAgent(openaiProvider(options));
  await runTurn(agent, agentInput("hi", { instructions: "Be brief." }));
  await runTurn(agent, "hi");
  const systems = server.requests.map(({ body }) => (body.messages as unknown[])[0]);
  assert.deepEqual(systems, [
    { role: "system", content: "Be brief.\n\nYou run a harbour." },
    { role: "system", content: "You run a harbour." },
  ]);
  const plain = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  await runTurn(plain, agentInput("hi", { instructions: "Be brief." }));
  assert.deepEqual(server.requests[2]?.body.messages, [
    { role: "system", content: "Be brief." },
    { role: "user", content: "hi" },
  ]);
});

Deno.test("prompt() asks for the faster tier where one is named and wanted", async () => {
  await using server = serveModel(() => answer("hello"));
  const options = { baseUrl: server.baseUrl, model: "m" };
  const provider = openaiProvider({ ...options, fastTier: " priority " });
  assert.equal(provider.describe().fastTier, "priority");
  const agent = await makeAgent(provider);
  await runTurn(agent, agentInput("hi", { fast: true }));
  await runTurn(agent, "hi");
  const without = await makeAgent(openaiProvider(options));
  await runTurn(without, agentInput("hi", { fast: true }));
  const tiers = server.requests.map(({ body }) => body.service_tier);
  assert.deepEqual(tiers, ["priority", undefined, undefined]);
});

Deno.test("prompt() tells the user when the server has no faster tier, and asks without", async () => {
  const refusal = { error: { message: "Unknown parameter: 'service_tier'." } };
  await using server = serveModel((_, body) =>
    body.service_tier === undefined ? answer("hello") : Response.json(refusal, { status: 400 })
  );
  const options = { baseUrl: server.baseUrl, model: "m", fastTier: "priority" };
  const agent = await makeAgent(openaiProvider(options));
  const { events, text } = await runTurn(agent, agentInput("hi", { fast: true }));
  assert.equal(text, "hello");
  assert.deepEqual(events[0], {
    type: "status",
    kind: "warn",
    text: "the model server has no faster tier, asking without",
  });
  await runTurn(agent, agentInput("hi", { fast: true }));
  assert.equal(server.requests.length, 3);
});
