import assert from "node:assert/strict";
import { HttpExchange } from "../../src/agent/http_exchange.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { openBody, serveModel, stream } from "./support/model_server.ts";

const request = { method: "POST", body: "{}", timeoutMs: 100 };

function exchangeWith(clock: ManualClock, signal = new AbortController().signal): HttpExchange {
  return new HttpExchange({ clock, fetch: globalThis.fetch, signal });
}

Deno.test("HttpExchange reads a body to its end", async () => {
  await using server = serveModel(() => new Response("hello"));
  const clock = new ManualClock();
  const exchange = exchangeWith(clock);
  assert.equal((await exchange.open(new URL(server.baseUrl), request)).kind, "response");
  let text = "";
  for (let step = await exchange.read(100); step.kind !== "end"; step = await exchange.read(100)) {
    assert.ok(step.kind === "bytes");
    text += new TextDecoder().decode(step.bytes);
  }
  assert.equal(text, "hello");
  assert.equal(clock.pending, 0);
  exchange.close();
});

Deno.test("HttpExchange.open() tells when the head does not come in time", async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<Response>();
  await using server = serveModel(() => held);
  const clock = new ManualClock();
  const exchange = exchangeWith(clock);
  const opened = exchange.open(new URL(server.baseUrl), request);
  await clock.armed(100);
  clock.advance(100);
  assert.deepEqual(await opened, { kind: "timeout" });
  exchange.close();
  release(new Response());
});

Deno.test("HttpExchange.read() counts only the time spent waiting", async () => {
  const { body, cancelled } = openBody("a");
  await using server = serveModel(() => stream(body));
  const clock = new ManualClock();
  const exchange = exchangeWith(clock);
  await exchange.open(new URL(server.baseUrl), request);
  assert.equal((await exchange.read(100)).kind, "bytes");
  clock.advance(1_000);
  const next = exchange.read(100);
  clock.advance(99);
  assert.equal(clock.pending, 1);
  clock.advance(1);
  assert.deepEqual(await next, { kind: "timeout" });
  exchange.close();
  await cancelled;
});

Deno.test("HttpExchange ends at once when the signal aborts, and hangs up", async () => {
  const { body, cancelled } = openBody("a");
  await using server = serveModel(() => stream(body));
  const clock = new ManualClock();
  const abort = new AbortController();
  const exchange = exchangeWith(clock, abort.signal);
  await exchange.open(new URL(server.baseUrl), request);
  await exchange.read(100);
  const next = exchange.read(100);
  abort.abort();
  assert.deepEqual(await next, { kind: "aborted" });
  await cancelled;
  exchange.close();
  assert.equal(clock.pending, 0);
});

Deno.test("HttpExchange sends nothing when the signal has aborted before", async () => {
  await using server = serveModel(() => new Response());
  const exchange = exchangeWith(new ManualClock(), AbortSignal.abort());
  assert.deepEqual(await exchange.open(new URL(server.baseUrl), request), { kind: "aborted" });
  exchange.close();
  assert.equal(server.requests.length, 0);
});

Deno.test("HttpExchange.close() hangs up in the middle of a body", async () => {
  const { body, cancelled } = openBody("a");
  await using server = serveModel(() => stream(body));
  const exchange = exchangeWith(new ManualClock());
  await exchange.open(new URL(server.baseUrl), request);
  await exchange.read(100);
  exchange.close();
  exchange.close();
  await cancelled;
});

Deno.test("HttpExchange.close() aborts the request and cancels the body, heeded or not", async () => {
  const { body, cancelled } = openBody("a");
  let signal: AbortSignal | null | undefined;
  const fetch: typeof globalThis.fetch = (_, init) => {
    signal = init?.signal;
    return Promise.resolve(new Response(body));
  };
  const options = { clock: new ManualClock(), fetch, signal: new AbortController().signal };
  const exchange = new HttpExchange(options);
  await exchange.open(new URL("http://127.0.0.1"), request);
  exchange.close();
  await cancelled;
  assert.equal(signal?.aborted, true);
});
