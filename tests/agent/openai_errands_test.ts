import assert from "node:assert/strict";
import { AgentError, type Usage } from "../../src/agent/agent.ts";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import { summaryErrand, titleErrand } from "../../src/agent/openai_errands.ts";
import { answer, delta, finish, serveModel, sse, stream } from "./support/model_server.ts";
import { makeAgent } from "./support/turn.ts";

const never = new AbortController().signal;
const history = [{ role: "user", text: "a" }, { role: "assistant", text: "b" }] as const;
const aside = () => {
  const spent: Usage[] = [];
  return { spent, model: "", onUsage: (usage: Usage) => void spent.push(usage) };
};

Deno.test("summarize() is one request about the conversation, with a prompt of its own", async () => {
  const tokens = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
  const body = sse(
    delta("in "),
    delta("short"),
    finish(),
    { choices: [], usage: tokens },
    "[DONE]",
  );
  await using server = serveModel(() => stream(body));
  const agent = await makeAgent(openaiProvider({
    baseUrl: server.baseUrl,
    model: "m",
    systemPrompt: "be a pirate",
    maxTokens: 5,
  }));
  const { spent, ...input } = aside();
  const asked = { ...input, model: "other", history, focus: "tides" };
  assert.equal(await agent.summarize!(asked, never), "in short");
  assert.equal(server.requests.length, 1);
  const { model, messages, max_tokens } = server.requests[0]!.body as {
    model: string;
    messages: { role: string; content: string }[];
    max_tokens?: number;
  };
  assert.deepEqual(
    [model, max_tokens],
    ["other", undefined],
    "it is not cut to the answers' length",
  );
  const { systemPrompt, text } = summaryErrand(asked);
  assert.deepEqual(messages, [
    { role: "system", content: systemPrompt },
    { role: "user", content: text },
  ]);
  assert.match(systemPrompt, /Keep above all: tides$/);
  assert.match(text, /user: a\n\nassistant: b/);
  assert.deepEqual(spent.map(({ total }) => total), [11]);
});

Deno.test("title() asks with the beginning of each side", async () => {
  await using server = serveModel(() => answer("Tides"));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  const { spent: _spent, ...input } = aside();
  const asked = { ...input, user: "u".repeat(9_999), assistant: "why?" };
  assert.equal(await agent.title!(asked, never), "Tides");
  const { text } = titleErrand(asked);
  assert.ok(text.length < 2_100 && text.endsWith("assistant: why?"));
  const { messages } = server.requests[0]!.body as { messages: { content: string }[] };
  assert.equal(messages[1]?.content, text);
});

Deno.test("summarize() throws what the user should know, and ends when it is aborted", async () => {
  await using server = serveModel(() => new Response("no such model", { status: 404 }));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  const input = { ...aside(), history, focus: "" };
  await assert.rejects(agent.summarize!(input, never), (error) => {
    assert.ok(error instanceof AgentError);
    assert.match(error.message, /no such model/);
    return true;
  });
  assert.equal(await agent.summarize!(input, AbortSignal.abort()), "");
  assert.equal(server.requests.length, 1);
});
