import assert from "node:assert/strict";
import { AgentError, type AgentEvent } from "../../src/agent/agent.ts";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import type { OpenaiOptions } from "../../src/agent/openai_options.ts";
import { ManualClock } from "./support/manual_clock.ts";
import {
  answer,
  delta,
  openBody,
  serveModel,
  serveRaw,
  sse,
  stream,
} from "./support/model_server.ts";
import { agentInput, makeAgent, runTurn } from "./support/turn.ts";

const never = new AbortController().signal;

/** Runs a turn that must fail, without retries, and returns the message and the text before it. */
async function failTurn(options: OpenaiOptions): Promise<{ message: string; text: string }> {
  const agent = await makeAgent(openaiProvider({ model: "m", maxRetries: 0, ...options }));
  const { error, text } = await runTurn(agent, "hi");
  assert.ok(error instanceof AgentError, `expected an AgentError, got ${error}`);
  return { message: error.message, text };
}

for (
  const [status, upstream, pattern] of [
    [
      401,
      { error: { message: "Incorrect API key" } },
      /HTTP 401: Incorrect API key; set MY_KEY to/,
    ],
    [403, { detail: "no access" }, /HTTP 403: no access; set MY_KEY to an API key/],
    [
      404,
      { error: "model 'm' not found" },
      /HTTP 404: model 'm' not found; check the model name "m"/,
    ],
    [400, { error: { message: "context too long" } }, /HTTP 400: context too long$/],
    [429, { error: { message: "slow down" } }, /HTTP 429: slow down$/],
    [500, [{ error: { message: "boom" } }], /HTTP 500: boom$/],
  ] as const
) {
  Deno.test(`prompt() fails with the server's message and a remedy on ${status}`, async () => {
    await using server = serveModel(() => Response.json(upstream, { status }));
    const { message } = await failTurn({ baseUrl: server.baseUrl, apiKeyName: "MY_KEY" });
    assert.match(message, pattern);
    assert.ok(message.startsWith(`Asking ${new URL(server.baseUrl).origin}: HTTP ${status}: `));
    assert.equal(server.requests.length, 1);
  });
}

Deno.test("prompt() asks to check a key that was sent", async () => {
  await using server = serveModel(() => new Response(null, { status: 401 }));
  const { message } = await failTurn({ baseUrl: server.baseUrl, apiKey: "sk-1" });
  assert.match(message, /HTTP 401; check that OPENAI_API_KEY holds a key this server accepts$/);
});

Deno.test("prompt() leaves the markup of an error page out", async () => {
  await using server = serveModel(() => new Response("<html>Bad Gateway", { status: 502 }));
  const { message } = await failTurn({ baseUrl: server.baseUrl });
  assert.match(message, /: HTTP 502$/);
});

Deno.test("prompt() reads no more than 64 KiB of a refusal", async () => {
  let sent = 0;
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 16_384;
      controller.enqueue(new TextEncoder().encode("x".repeat(16_384)));
    },
    cancel: () => resolve(),
  });
  await using server = serveModel(() => new Response(endless, { status: 400 }));
  const { message } = await failTurn({ baseUrl: server.baseUrl });
  assert.match(message, /: HTTP 400: x+…$/);
  assert.ok(message.length < 400);
  await cancelled;
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were sent`);
});

Deno.test("prompt() does not wait for the text of a refusal without end", async () => {
  const { body, cancelled } = openBody();
  await using server = serveModel(() => new Response(body, { status: 400 }));
  const clock = new ManualClock();
  const provider = openaiProvider({ baseUrl: server.baseUrl, model: "m", stallTimeoutMs: 700 });
  const turn = runTurn(await makeAgent(provider, { clock }), "hi");
  await clock.armed(700);
  clock.advance(700);
  assert.match(String((await turn).error), /: HTTP 400$/);
  await cancelled;
});

Deno.test("prompt() keeps the text before an error in the middle of the stream", async () => {
  await using server = serveModel(() =>
    stream(sse(delta("hel"), { error: { message: "out of memory", code: 500 } }, delta("lo")))
  );
  const { message, text } = await failTurn({ baseUrl: server.baseUrl });
  assert.equal(text, "hel");
  assert.match(message, /the model server reported an error: out of memory$/);
});

Deno.test("prompt() fails when the stream ends before the answer is complete", async () => {
  for (const body of [sse(delta("hel")), `${sse(delta("hel"))}data: {"choi`, ""]) {
    await using server = serveModel(() => stream(body));
    const { message, text } = await failTurn({ baseUrl: server.baseUrl });
    assert.equal(text, body === "" ? "" : "hel");
    assert.match(message, /the stream ended before the answer was complete/);
  }
});

Deno.test("prompt() fails when the connection is cut in the middle of the answer", async () => {
  const body = sse(delta("hel"));
  await using server = serveRaw(
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n" +
      `${body.length.toString(16)}\r\n${body}\r\n`,
  );
  const { message, text } = await failTurn({ baseUrl: server.baseUrl });
  assert.equal(text, "hel");
  assert.match(message, /the connection ended before the answer was complete \(.*cut\)/);
});

Deno.test("prompt() fails on garbage and quotes a bounded part of it", async () => {
  await using server = serveModel(() => stream(sse(delta("hel"), `{"x":${"y".repeat(10_000)}`)));
  const { message, text } = await failTurn({ baseUrl: server.baseUrl });
  assert.equal(text, "hel");
  assert.match(message, /the answer is not what a chat server sends: "\{"x":y+…"; check/);
  assert.ok(message.length < 600);
});

Deno.test("prompt() fails on a web page", async () => {
  await using server = serveModel(() => new Response("<!doctype html><h1>Welcome</h1>"));
  const { message } = await failTurn({ baseUrl: server.baseUrl });
  assert.match(message, /not what a chat server sends: "<!doctype html>.*check that the base URL/);
});

Deno.test("prompt() fails on an event beyond all measure", async () => {
  await using server = serveModel(() => stream(`data: ${"x".repeat(9 * 1024 * 1024)}`));
  const { message } = await failTurn({ baseUrl: server.baseUrl });
  assert.match(message, /one event of the answer is longer than 8 Mi characters$/);
});

Deno.test("prompt() fails when the server does not answer in time, naming the seconds", async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<Response>();
  await using server = serveModel(() => held);
  const clock = new ManualClock();
  const provider = openaiProvider({ baseUrl: server.baseUrl, model: "m" });
  const turn = runTurn(await makeAgent(provider, { clock }), "hi");
  await clock.armed(60_000);
  clock.advance(60_000);
  assert.match(String((await turn).error), /no answer for 60 s;.*"firstByteTimeoutMs"/);
  assert.equal(clock.pending, 0);
  release(answer(""));
});

Deno.test("prompt() fails when the answer stalls, naming the seconds", async () => {
  const { body, cancelled } = openBody(sse(delta("hel")));
  await using server = serveModel(() => stream(body));
  const clock = new ManualClock();
  const provider = openaiProvider({ baseUrl: server.baseUrl, model: "m" });
  const agent = await makeAgent(provider, { clock });
  const turn = agent.prompt(agentInput("hi"), never)[Symbol.asyncIterator]();
  assert.deepEqual((await turn.next()).value, [{ type: "text", text: "hel" }]);
  const next = turn.next();
  await clock.armed(120_000);
  clock.advance(120_000);
  const [spent] = (await next).value as AgentEvent[];
  assert.deepEqual(spent, {
    type: "usage",
    usage: { input: 0, output: 0, total: 0, calls: 1 },
  });
  await assert.rejects(Promise.resolve(turn.next()), {
    name: "AgentError",
    message: /the answer stalled, nothing came for 120 s;.*"stallTimeoutMs"/,
  });
  await cancelled;
  assert.equal(clock.pending, 0);
});

Deno.test("prompt() fails on a refused connection, naming the origin and what to check", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const { message } = await failTurn({ baseUrl: `http://127.0.0.1:${port}/v1` });
  assert.equal(
    message,
    `Asking http://127.0.0.1:${port}: connection refused; ` +
      "check that the model server runs and that the base URL names its host and port",
  );
});

Deno.test("prompt() follows no redirect, so the key stays with its server", async () => {
  await using other = serveModel(() => answer("stolen"));
  for (const status of [301, 302, 307, 308]) {
    await using server = serveModel(() =>
      new Response(null, { status, headers: { location: `${other.baseUrl}/x?y=z` } })
    );
    const { message } = await failTurn({ baseUrl: server.baseUrl, apiKey: "sk-12345678" });
    assert.match(message, /redirects to http:\/\/127\.0\.0\.1:\d+, and redirects are not followed/);
    assert.ok(!message.includes("y=z"));
  }
  assert.equal(other.requests.length, 0);
});
