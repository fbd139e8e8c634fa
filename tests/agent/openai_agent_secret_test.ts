import assert from "node:assert/strict";
import type { AgentEvent } from "../../src/agent/agent.ts";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import type { Logger } from "../../src/lib/logger.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { delta, type Handler, serveModel, sse, stream } from "./support/model_server.ts";
import { makeAgent, runTurn } from "./support/turn.ts";

const KEY = "sk-very/secret+0123456789";

/** Runs a turn and returns everything that came out of it: events, log lines, the error and its causes. */
async function everythingSaid(handler: Handler, baseUrl?: (base: string) => string) {
  await using server = serveModel(handler);
  const said: unknown[] = [];
  const note = (...line: unknown[]) => void said.push(line);
  const logger: Logger = { debug: note, info: note, warn: note, error: note, critical: note };
  const clock = new ManualClock();
  const provider = openaiProvider({
    baseUrl: baseUrl?.(server.baseUrl) ?? server.baseUrl,
    model: "m",
    apiKey: KEY,
    maxRetries: 1,
    random: () => 0.5,
  });
  said.push(provider.describe());
  const turn = runTurn(await makeAgent(provider, { clock, logger }), "hi");
  await Promise.race([clock.armed(1_000), turn]);
  clock.advance(1_000);
  const { events, error } = await turn;
  said.push(events satisfies AgentEvent[]);
  const chain: unknown[] = [];
  for (let at = error; at instanceof Error; at = at.cause) chain.push(at.message, at.stack);
  assert.ok(chain.length > 0, "the turn was expected to fail");
  const text = JSON.stringify([said, chain]);
  return { text, message: String(error) };
}

const escaped = KEY.replaceAll("/", "\\/");
const leaks: [what: string, handler: Handler][] = [
  [
    "a refusal",
    () => Response.json({ error: { message: `Incorrect API key: ${KEY}.` } }, { status: 401 }),
  ],
  [
    "a refusal that is tried again",
    () => Response.json({ error: `overloaded ${KEY}` }, { status: 503 }),
  ],
  [
    "a refusal in plain text",
    (request) => new Response(`headers: ${request.headers.get("authorization")}`, { status: 400 }),
  ],
  ["a refusal in broken JSON", () => new Response(`{"key":"${escaped}`, { status: 400 })],
  [
    "a refusal cut at its limit",
    () => new Response("x".repeat(64 * 1024 - 10) + KEY, { status: 400 }),
  ],
  [
    "a refusal whose excerpt ends in it",
    () => new Response("x".repeat(290) + KEY, { status: 400 }),
  ],
  ["an error in the stream", () => stream(sse(delta("a"), { error: { message: KEY } }))],
  ["an error in the stream by its code", () => stream(sse({ error: { code: KEY } }))],
  ["garbage", () => stream(sse(`{${KEY}`))],
  ["a web page", () => new Response(`<html>${KEY}`)],
  ["a redirect", () => new Response(null, { status: 302, headers: { location: `/x?key=${KEY}` } })],
];

for (const [what, handler] of leaks) {
  Deno.test(`prompt() never tells the API key that the server echoes in ${what}`, async () => {
    const { text } = await everythingSaid(handler);
    for (const form of [KEY, escaped, JSON.stringify(escaped), encodeURIComponent(KEY)]) {
      assert.ok(!text.includes(form), text);
    }
    assert.ok(!text.includes("sk-very"), text);
  });
}

Deno.test("prompt() says [redacted] where the key stood", async () => {
  const { message } = await everythingSaid(() =>
    Response.json({ error: { message: `Incorrect API key: ${KEY}.` } }, { status: 401 })
  );
  assert.match(message, /HTTP 401: Incorrect API key: \[redacted\]\.;/);
});

Deno.test("prompt() never tells a key in the base URL's query", async () => {
  const { text } = await everythingSaid(
    (request) => new Response(`no route ${request.url}`, { status: 404 }),
    (base) => `${base}?key=query-secret`,
  );
  assert.ok(text.includes("no route"));
  assert.ok(!text.includes("query-secret"), text);
});

Deno.test("prompt() refuses a key that no header can hold, without quoting it", async () => {
  for (const apiKey of ["sk-secret\nx", "sk-secret é", "sk-secret x"]) {
    const provider = openaiProvider({ baseUrl: "http://127.0.0.1:1", model: "m", apiKey });
    const { error } = await runTurn(await makeAgent(provider), "hi");
    assert.match(String(error), /the API key holds characters that cannot be sent; check OPENAI/);
    assert.ok(!String(error).includes("secret"));
  }
});
