import assert from "node:assert/strict";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import { answer, delta, finish, serveModel, sse, stream } from "./support/model_server.ts";
import { agentInput, makeAgent, runTurn } from "./support/turn.ts";

const uncounted = { type: "usage", usage: { input: 0, output: 0, total: 0, calls: 1 } };
const never = new AbortController().signal;

Deno.test("openaiProvider() describes what it was given", () => {
  const provider = openaiProvider({ baseUrl: "http://localhost:1/v1", model: "m" });
  assert.equal(provider.name, "openai");
  assert.deepEqual(provider.describe(), {
    model: "m",
    provider: "openai",
    tools: {},
    skills: {},
    configured: true,
  });
});

Deno.test("openaiProvider() is configured with a model and, for OpenAI itself, a key", () => {
  const configured = (options: Parameters<typeof openaiProvider>[0]) =>
    openaiProvider(options).describe().configured;
  assert.equal(configured({ baseUrl: "http://localhost:1/v1" }), false);
  assert.equal(configured({ model: "m" }), false);
  assert.equal(configured({ model: "m", apiKey: "sk-1" }), true);
});

Deno.test("prompt() asks as the API wants it", async () => {
  await using server = serveModel(() => answer("hello"));
  const agent = await makeAgent(openaiProvider({
    baseUrl: `${server.baseUrl}/`,
    model: "m",
    apiKey: () => "sk-12345678",
    systemPrompt: "be kind",
  }));
  const history = [{ role: "user", text: "a" }, { role: "assistant", text: "b" }] as const;
  const { text, error } = await runTurn(agent, agentInput("hi", { history }));
  assert.equal(error, undefined);
  assert.equal(text, "hello");
  const [request] = server.requests;
  assert.equal(request!.url.pathname, "/v1/chat/completions");
  assert.equal(request!.headers.get("authorization"), "Bearer sk-12345678");
  assert.equal(request!.headers.get("content-type"), "application/json");
  assert.deepEqual(request!.body, {
    model: "m",
    messages: [
      { role: "system", content: "be kind" },
      { role: "user", content: "a" },
      { role: "assistant", content: "b" },
      { role: "user", content: "hi" },
    ],
    stream: true,
    stream_options: { include_usage: true },
  });
});

Deno.test("prompt() asks the session's model and sends no key it does not have", async () => {
  await using server = serveModel(() => answer("hello"));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  await runTurn(agent, agentInput("hi", { model: "other" }));
  assert.equal(server.requests[0]!.body.model, "other");
  assert.equal(server.requests[0]!.headers.get("authorization"), null);
});

Deno.test("prompt() streams reasoning, text and usage, one array for what came together", async () => {
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
  const body = `: hello\n\n${
    sse(
      { choices: [{ delta: { role: "assistant", content: null } }] },
      { choices: [{ delta: { reasoning_content: "hm" } }] },
      delta("Hel"),
      delta("lo"),
      finish(),
      { choices: [], usage },
      "[DONE]",
    )
  }`;
  await using server = serveModel(() => stream(body));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  const steps: unknown[] = [];
  for await (const step of agent.prompt(agentInput("hi"), never)) steps.push(step);
  assert.deepEqual(steps, [[
    { type: "reasoning", text: "hm" },
    { type: "text", text: "Hel" },
    { type: "text", text: "lo" },
    { type: "usage", usage: { input: 3, output: 2, total: 5, calls: 1 } },
  ]]);
});

Deno.test("prompt() does not mind how the network cuts the bytes", async () => {
  const text = "añ 漢字 👍🏽 \r\n end";
  const bytes = new TextEncoder().encode(
    sse(...[...text].map(delta), finish(), "[DONE]").replaceAll("\n", "\r\n"),
  );
  await using server = serveModel(() => {
    let at = 0;
    return stream(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          if (at < bytes.length) controller.enqueue(bytes.slice(at, ++at));
          else controller.close();
        },
      }),
    );
  });
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  assert.equal((await runTurn(agent, "hi")).text, text);
});

Deno.test("prompt() takes a server that does not stream", async () => {
  const usage = { prompt_tokens: 3, completion_tokens: 2 };
  const message = { role: "assistant", content: "hello", reasoning: "hm" };
  await using server = serveModel(() =>
    Response.json({ choices: [{ message, finish_reason: "stop" }], usage })
  );
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  assert.deepEqual((await runTurn(agent, "hi")).events, [
    { type: "reasoning", text: "hm" },
    { type: "text", text: "hello" },
    { type: "usage", usage: { input: 3, output: 2, total: 5, calls: 1 } },
  ]);
});

Deno.test("prompt() warns of an answer cut by the token limit", async () => {
  await using server = serveModel(() => stream(sse(delta("hel"), finish("length"), "[DONE]")));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  assert.deepEqual((await runTurn(agent, "hi")).events, [
    { type: "text", text: "hel" },
    { type: "status", kind: "warn", text: "the answer was cut by the token limit" },
    uncounted,
  ]);
});

Deno.test("prompt() does without a field the server refuses, for the rest of the session", async () => {
  const refusal = { error: { message: "Unknown parameter: 'stream_options'." } };
  await using server = serveModel((_, body) =>
    body.stream_options ? Response.json(refusal, { status: 400 }) : answer("hello")
  );
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  assert.deepEqual((await runTurn(agent, "hi")).events, [
    { type: "text", text: "hello" },
    uncounted,
  ]);
  assert.equal((await runTurn(agent, "again")).text, "hello");
  assert.deepEqual(server.requests.map(({ body }) => "stream_options" in body), [
    true,
    false,
    false,
  ]);
});

Deno.test("prompt() gives up when the server refuses the same field again", async () => {
  const refusal = { error: { message: "stream_options makes no sense" } };
  await using server = serveModel(() => Response.json(refusal, { status: 400 }));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  const { error } = await runTurn(agent, "hi");
  assert.match(String(error), /HTTP 400: stream_options makes no sense$/);
  assert.equal(server.requests.length, 2);
});

Deno.test("prompt() tells the user when their reasoning effort is not taken", async () => {
  const refusal = { error: { message: "Unsupported value: 'reasoning_effort'" } };
  await using server = serveModel((_, body) =>
    body.reasoning_effort === "max" ? Response.json(refusal, { status: 400 }) : answer("hello")
  );
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  const { events } = await runTurn(agent, agentInput("hi", { reasoningEffort: "max" }));
  assert.deepEqual(events, [
    {
      type: "status",
      kind: "warn",
      text: 'the model does not take the reasoning effort "max", asking without',
    },
    { type: "text", text: "hello" },
    uncounted,
  ]);
  await runTurn(agent, agentInput("hi", { reasoningEffort: "low" }));
  assert.deepEqual(server.requests.map(({ body }) => body.reasoning_effort), [
    "max",
    undefined,
    "low",
  ]);
});

Deno.test("prompt() needs a model", async () => {
  const agent = await makeAgent(openaiProvider({ baseUrl: "http://127.0.0.1:1/v1" }));
  const { error } = await runTurn(agent, "hi");
  assert.match(String(error), /^AgentError: Asking http:\/\/127\.0\.0\.1:1: no model is chosen/);
});
