import assert from "node:assert/strict";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { answer, delta, openBody, serveModel, sse, stream } from "./support/model_server.ts";
import { agentInput, makeAgent, runTurn } from "./support/turn.ts";

Deno.test("prompt() returns quietly and hangs up when aborted in the middle of the answer", async () => {
  const { body, cancelled } = openBody(sse(delta("hel")));
  await using server = serveModel(() => stream(body));
  const clock = new ManualClock();
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }), { clock });
  const abort = new AbortController();
  const turn = agent.prompt(agentInput("hi"), abort.signal)[Symbol.asyncIterator]();
  await turn.next();
  const next = turn.next();
  abort.abort();
  assert.equal((await next).done, true);
  await cancelled;
  assert.equal(clock.pending, 0);
});

Deno.test("prompt() returns quietly when aborted before the server answers", async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<Response>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  await using server = serveModel(() => {
    ask();
    return held;
  });
  const clock = new ManualClock();
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }), { clock });
  const abort = new AbortController();
  const turn = runTurn(agent, "hi", abort.signal);
  await asked;
  abort.abort();
  assert.deepEqual(await turn, { events: [], text: "", error: undefined });
  assert.equal(clock.pending, 0);
  release(answer(""));
});

Deno.test("prompt() returns quietly when aborted in the wait for a retry", async () => {
  await using server = serveModel(() => new Response(null, { status: 503 }));
  const clock = new ManualClock();
  const provider = openaiProvider({ baseUrl: server.baseUrl, model: "m", random: () => 0.5 });
  const agent = await makeAgent(provider, { clock });
  const abort = new AbortController();
  const turn = runTurn(agent, "hi", abort.signal);
  await clock.armed(1_000);
  abort.abort();
  assert.equal((await turn).error, undefined);
  assert.equal(server.requests.length, 1);
  assert.equal(clock.pending, 0);
});

Deno.test("prompt() asks nothing when aborted before it began", async () => {
  await using server = serveModel(() => answer("hello"));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  const { events, error } = await runTurn(agent, "hi", AbortSignal.abort());
  assert.deepEqual(events, []);
  assert.equal(error, undefined);
  assert.equal(server.requests.length, 0);
});

Deno.test("prompt() hangs up when its consumer stops listening", async () => {
  const { body, cancelled } = openBody(sse(delta("hel")));
  await using server = serveModel(() => stream(body));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  for await (const _ of agent.prompt(agentInput("hi"), new AbortController().signal)) break;
  await cancelled;
});

Deno.test("prompt() hangs up after [DONE], even if the server does not", async () => {
  const { body, cancelled } = openBody(sse(delta("hello"), "[DONE]"));
  await using server = serveModel(() => stream(body));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  assert.equal((await runTurn(agent, "hi")).text, "hello");
  await cancelled;
});

Deno.test("prompt() leaves no listener on a signal that outlives the turn", async () => {
  await using server = serveModel(() => answer("hello"));
  const agent = await makeAgent(openaiProvider({ baseUrl: server.baseUrl, model: "m" }));
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners.add(args[1]);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners.delete(args[1]);
    removeEventListener.apply(signal, args);
  };
  await runTurn(agent, "hi", signal);
  assert.equal(listeners.size, 0);
});
