/** Answers whose model has said why it stopped, on a connection that stays open. */
import assert from "node:assert/strict";
import type { AgentEvent } from "../../src/agent/agent.ts";
import { openaiProvider } from "../../src/agent/openai_agent.ts";
import type { OpenaiOptions } from "../../src/agent/openai_options.ts";
import { ManualClock } from "./support/manual_clock.ts";
import {
  delta,
  finish,
  type ModelServer,
  serveModel,
  sse,
  stream,
} from "./support/model_server.ts";
import { agentInput, makeAgent } from "./support/turn.ts";

const GRACE_MS = 1_000;
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const counted = { type: "usage", usage: { input: 3, output: 2, total: 5, calls: 1 } } as const;

/** A model server whose one answer is written by hand, and never ends by itself. */
function openAnswer() {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const { promise: cancelled, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (made) => void (controller = made),
    cancel: () => resolve(),
  });
  const write = (text: string) => controller.enqueue(new TextEncoder().encode(text));
  return { server: serveModel(() => stream(body)), write, cancelled };
}

/** Begins a turn and hands out what it says, array by array; `null` at its end. */
async function begin(server: ModelServer, options: OpenaiOptions = {}) {
  const clock = new ManualClock();
  const provider = openaiProvider({ baseUrl: server.baseUrl, model: "m", ...options });
  const agent = await makeAgent(provider, { clock });
  const turn = agent.prompt(agentInput("hi"), new AbortController().signal)[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await turn.next();
    return done ? null : value as AgentEvent[];
  };
  return { clock, next };
}

Deno.test("prompt() ends a moment after the finish, and hangs up, when the server does not", async () => {
  const { server, write, cancelled } = openAnswer();
  await using _ = server;
  const { clock, next } = await begin(server);
  write(sse(delta("hello"), finish()));
  assert.deepEqual(await next(), [{ type: "text", text: "hello" }]);
  const end = next();
  await clock.armed(GRACE_MS);
  clock.advance(GRACE_MS);
  await end;
  assert.equal(await next(), null);
  await cancelled;
  assert.equal(clock.pending, 0);
});

Deno.test("prompt() takes the usage that follows the finish", async () => {
  const { server, write, cancelled } = openAnswer();
  await using _ = server;
  const { clock, next } = await begin(server);
  write(sse(delta("hello"), finish()));
  await next();
  const end = next();
  await clock.armed(GRACE_MS);
  clock.advance(400);
  write(sse({ choices: [], usage }));
  // What is left of the moment, not a new one.
  await clock.armed(600);
  clock.advance(600);
  assert.deepEqual(await end, [counted]);
  assert.equal(await next(), null);
  await cancelled;
});

Deno.test("prompt() is not held by a line that is kept alive after the finish", async () => {
  const { server, write, cancelled } = openAnswer();
  await using _ = server;
  const { clock, next } = await begin(server);
  write(sse(delta("hello"), finish()));
  await next();
  const end = next();
  for (let left = GRACE_MS; left > 0; left -= 250) {
    await clock.armed(left);
    clock.advance(250);
    if (left > 250) write(": still here\n\n");
  }
  await end;
  assert.equal(await next(), null);
  await cancelled;
});

Deno.test("prompt() starts the moment anew when more of the answer follows the finish", async () => {
  const { server, write } = openAnswer();
  await using _ = server;
  const { clock, next } = await begin(server);
  write(sse({ choices: [{ delta: { content: "hel" }, finish_reason: "stop" }] }));
  await next();
  const more = next();
  await clock.armed(GRACE_MS);
  clock.advance(900);
  write(sse(delta("lo")));
  assert.deepEqual(await more, [{ type: "text", text: "lo" }]);
  const end = next();
  await clock.armed(GRACE_MS);
  clock.advance(GRACE_MS);
  await end;
});

Deno.test("prompt() waits no longer after the finish than it waits for anything", async () => {
  const { server, write } = openAnswer();
  await using _ = server;
  const { clock, next } = await begin(server, { stallTimeoutMs: 300 });
  write(sse(delta("hello"), finish()));
  await next();
  const end = next();
  await clock.armed(300);
  clock.advance(300);
  await end;
  assert.equal(await next(), null);
});
