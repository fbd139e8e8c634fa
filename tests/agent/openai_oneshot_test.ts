/** One question to a model server, outside of any conversation. */
import assert from "node:assert/strict";
import { AgentError, type OneShot } from "../../src/agent/agent.ts";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { answer, serveModel } from "./support/model_server.ts";

const never = new AbortController().signal;

function question(more: Partial<OneShot> = {}): OneShot {
  return {
    ...{ instructions: "Name it.", text: "a diff", model: "", maxTokens: 64, temperature: 0.3 },
    ...{ clock: systemClock, logger: silentLogger },
    ...more,
  };
}

Deno.test("oneshot() is one request with a limit and a temperature, without the agent's own prompt", async () => {
  await using server = serveModel(() => answer("Tide tables"));
  const { oneshot } = openaiProvider({
    ...{ baseUrl: server.baseUrl, model: "m", systemPrompt: "You run a harbour." },
    ...{ maxTokens: 9, temperature: 1 },
  });
  assert.equal(await oneshot?.(question(), never), "Tide tables");
  assert.equal(
    await oneshot?.(question({ instructions: " ", model: "other" }), never),
    "Tide tables",
  );
  const [first, second] = server.requests.map(({ body }) => body);
  assert.deepEqual([first?.model, first?.max_tokens, first?.temperature], ["m", 64, 0.3]);
  assert.deepEqual(first?.messages, [
    { role: "system", content: "Name it." },
    { role: "user", content: "a diff" },
  ]);
  assert.deepEqual([second?.model, second?.messages], ["other", [{
    role: "user",
    content: "a diff",
  }]]);
});

Deno.test("oneshot() goes without a temperature where the model takes none", async () => {
  const refusal = { error: { message: "Unsupported value: 'temperature' does not support 0.3" } };
  await using server = serveModel((_, body) =>
    body.temperature === undefined ? answer("yes") : Response.json(refusal, { status: 400 })
  );
  const { oneshot } = openaiProvider({ baseUrl: server.baseUrl, model: "m" });
  assert.equal(await oneshot?.(question(), never), "yes");
  assert.equal(server.requests.length, 2);
});

Deno.test("oneshot() fails with a message for the user, and ends with its signal", async () => {
  const wrong = () => Response.json({ error: { message: "no such model" } }, { status: 404 });
  await using server = serveModel(wrong, wrong, () => answer("x".repeat(1_048_577)));
  const { oneshot } = openaiProvider({ baseUrl: server.baseUrl, model: "m", maxRetries: 0 });
  await assert.rejects(oneshot!(question(), never), (error) => {
    return error instanceof AgentError && /no such model/.test(error.message);
  });
  const abort = new AbortController();
  abort.abort();
  assert.equal(await oneshot!(question(), abort.signal), "");
  const { oneshot: unnamed } = openaiProvider({ baseUrl: server.baseUrl });
  await assert.rejects(unnamed!(question(), never), /no model is chosen/);
});

Deno.test("oneshot() gives up a server that answers without an end", async () => {
  await using server = serveModel(() => answer("x".repeat(1_048_577)));
  const { oneshot } = openaiProvider({ baseUrl: server.baseUrl, model: "m" });
  await assert.rejects(oneshot!(question(), never), /^AgentError: the answer is over 1048576/);
});
