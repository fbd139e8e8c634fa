import assert from "node:assert/strict";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import type { OpenaiOptions } from "../../src/agent/openai_options.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { answer, delta, type Handler, serveModel, sse, stream } from "./support/model_server.ts";
import { makeAgent, runTurn } from "./support/turn.ts";

/** Longer than any wait for a retry, so that neither is taken for one. */
const timeouts = { firstByteTimeoutMs: 90_000, stallTimeoutMs: 90_000 };

/** Runs a turn in which the agent waits `delays`, and checks that it waits no more and no less. */
async function retryTurn(
  { handlers, delays, ...options }: OpenaiOptions & { handlers: Handler[]; delays: number[] },
) {
  await using server = serveModel(...handlers);
  const clock = new ManualClock();
  const provider = openaiProvider({
    baseUrl: server.baseUrl,
    model: "m",
    random: () => 0.5,
    ...timeouts,
    ...options,
  });
  const abort = new AbortController();
  const turn = runTurn(await makeAgent(provider, { clock }), "hi", abort.signal);
  const waits: number[] = [];
  for (;;) {
    await Promise.race([clock.armed((ms) => ms !== 90_000), turn]);
    if (clock.pending === 0) break;
    waits.push(...clock.waits);
    if (waits.length > delays.length) abort.abort();
    else clock.advance(waits.at(-1)!);
  }
  assert.deepEqual(waits, delays);
  const { events, text, error } = await turn;
  assert.equal(clock.pending, 0);
  const notices = events.flatMap((event) => event.type === "status" ? [event] : []);
  return {
    notices,
    text,
    error: error === undefined ? undefined : String(error),
    requests: server.requests.length,
  };
}

function refuse(status: number, headers: HeadersInit = {}): Handler {
  return () => Response.json({ error: { message: "not now" } }, { status, headers });
}

Deno.test("prompt() tries again after 429 and 5xx, and tells so", async () => {
  const { notices, text, error } = await retryTurn({
    handlers: [refuse(429), refuse(500), refuse(503), () => answer("hello")],
    delays: [1_000, 2_000, 4_000],
  });
  assert.equal(error, undefined);
  assert.equal(text, "hello");
  assert.deepEqual(notices, [
    {
      type: "status",
      kind: "lifecycle",
      text: "model server answered 429, trying again in 1 s (1 of 4)",
    },
    {
      type: "status",
      kind: "lifecycle",
      text: "model server answered 500, trying again in 2 s (2 of 4)",
    },
    {
      type: "status",
      kind: "lifecycle",
      text: "model server answered 503, trying again in 4 s (3 of 4)",
    },
  ]);
});

Deno.test("prompt() gives up after maxRetries with the last failure", async () => {
  const { error, requests } = await retryTurn({
    handlers: [refuse(500), refuse(503)],
    delays: [1_000, 2_000],
    maxRetries: 2,
  });
  assert.match(error!, /HTTP 503: not now \(after 3 tries\)$/);
  assert.equal(requests, 3);
});

Deno.test("prompt() waits as long as Retry-After asks, in seconds or until a date", async () => {
  const { text, notices } = await retryTurn({
    handlers: [
      refuse(429, { "retry-after": "7" }),
      // The day began on the clock at 00:00:00, and 7 s of it are over.
      refuse(503, { "retry-after": "Thu, 01 Jan 2026 00:00:17 GMT" }),
      refuse(429, { "retry-after": "3600" }),
      () => answer("hello"),
    ],
    delays: [7_000, 10_000, 60_000],
  });
  assert.equal(text, "hello");
  assert.match(notices[0]!.text, /in 7 s \(1 of 4\)$/);
});

Deno.test("prompt() does not try again what would fail again", async () => {
  for (const status of [400, 401, 403, 404, 422, 501]) {
    const { requests } = await retryTurn({ handlers: [refuse(status)], delays: [] });
    assert.equal(requests, 1, String(status));
  }
});

Deno.test("prompt() does not try again without quota", async () => {
  const error = { message: "You exceeded your quota", code: "insufficient_quota" };
  const { requests } = await retryTurn({
    handlers: [() => Response.json({ error }, { status: 429 })],
    delays: [],
  });
  assert.equal(requests, 1);
});

Deno.test("prompt() tries again what fails in the stream before the first token", async () => {
  const role = { choices: [{ delta: { role: "assistant", content: "" } }] };
  const { text, notices } = await retryTurn({
    handlers: [
      () => stream(sse(role)),
      () => stream(sse(role, { error: { message: "overloaded", code: 503 } })),
      () => answer("hello"),
    ],
    delays: [1_000, 2_000],
  });
  assert.equal(text, "hello");
  assert.deepEqual(notices.map(({ text }) => text.split(",")[0]), [
    "model server ended its answer early",
    "model server answered 503",
  ]);
});

Deno.test("prompt() tries nothing again after the first token, of reasoning either", async () => {
  for (const first of [delta("hel"), { choices: [{ delta: { reasoning: "hm" } }] }]) {
    for (const rest of [[], [{ error: { message: "overloaded", code: 503 } }]]) {
      const { error, requests } = await retryTurn({
        handlers: [() => stream(sse(first, ...rest))],
        delays: [],
      });
      assert.match(error!, /AgentError/);
      assert.equal(requests, 1);
    }
  }
});

Deno.test("prompt() tries again when the connection is refused", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const { notices, error } = await retryTurn({
    handlers: [],
    delays: [1_000],
    maxRetries: 1,
    baseUrl: `http://127.0.0.1:${port}/v1`,
  });
  assert.equal(
    notices[0]!.text,
    "model server cannot be reached (connection refused), trying again in 1 s (1 of 1)",
  );
  assert.match(error!, /connection refused.*\(after 2 tries\)$/);
});
