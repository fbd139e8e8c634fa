import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { AgentEvent } from "../../src/agent/agent.ts";
import { echoProvider } from "../../src/agent/echo_agent.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { agentInput, makeAgent, runTurn, textOf } from "./support/turn.ts";

const never = new AbortController().signal;

Deno.test("echoProvider() describes an agent that needs no configuration", () => {
  const provider = echoProvider();
  assert.equal(provider.name, "echo");
  assert.deepEqual(provider.describe(), {
    model: "echo",
    provider: "echo",
    tools: { echo: ["echo"] },
    skills: {},
    configured: true,
  });
});

Deno.test("echoProvider() refuses a pace that is no time, naming the option", () => {
  for (const paceMs of [-1, NaN, Infinity, "20" as unknown as number]) {
    assert.throws(() => echoProvider({ paceMs }), { name: "RangeError", message: /"paceMs"/ });
  }
});

Deno.test("prompt() names what came along behind the text", async () => {
  const agent = await makeAgent(echoProvider({ paceMs: 0 }));
  const attachments = [
    { kind: "image", mimeType: "image/png", data: "iVBO", name: "cat.png" },
    { kind: "file", path: "/desk/a.csv" },
  ] as const;
  let text = "";
  for await (const batch of agent.prompt({ ...agentInput("look"), attachments }, never)) {
    for (const event of [batch].flat()) if (event.type === "text") text += event.text;
  }
  assert.equal(text, "look\n\n(attached: cat.png (image/png), /desk/a.csv)");
});

Deno.test("prompt() reasons, calls one tool, echoes the text and tells the usage, in this order", async () => {
  const agent = await makeAgent(echoProvider({ paceMs: 0 }));
  const { events, error } = await runTurn(agent, "one two  three");
  assert.equal(error, undefined);
  assert.deepEqual(events.map(({ type }) => type), [
    "reasoning",
    "tool_start",
    "tool_complete",
    "text",
    "text",
    "text",
    "usage",
  ]);
  const [, start, complete] = events;
  assert.ok(start?.type === "tool_start" && complete?.type === "tool_complete");
  assert.equal(start.name, "echo");
  assert.equal(start.id, complete.id);
  assert.deepEqual(start.args, { text: "one two  three" });
  assert.deepEqual(complete.result, { characters: 14 });
  assert.deepEqual(events.at(-1), {
    type: "usage",
    usage: { input: 3, output: 3, total: 6, calls: 1 },
  });
});

Deno.test("prompt() gives each tool call its own id and a short preview", async () => {
  const agent = await makeAgent(echoProvider({ paceMs: 0 }));
  const ids = new Set<string>();
  for (const text of ["a", "b ".repeat(500)]) {
    const { events } = await runTurn(agent, text);
    for (const event of events) {
      if (event.type !== "tool_start") continue;
      ids.add(event.id);
      assert.ok(event.context.length <= 80);
    }
  }
  assert.equal(ids.size, 2);
});

Deno.test("prompt() echoes any text exactly", async () => {
  const agent = await makeAgent(echoProvider({ paceMs: 0 }));
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (text) => {
      assert.equal((await runTurn(agent, text)).text, text);
    }),
    { seed: 20260102, numRuns: 200 },
  );
  const long = "word 漢字 👨‍👩‍👧\r\n".repeat(2_000);
  assert.equal((await runTurn(agent, long)).text, long);
});

Deno.test("prompt() without a pace sends a long text in few steps and lets the event loop run", async () => {
  const agent = await makeAgent(echoProvider({ paceMs: 0 }));
  let turns = 0;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    turns++;
    port2.postMessage(null);
  };
  port2.postMessage(null);
  let steps = 0;
  for await (const _ of agent.prompt(agentInput("word ".repeat(5_000)), never)) steps++;
  port1.close();
  port2.close();
  assert.ok(steps <= 12, `${steps} steps`);
  assert.ok(turns >= 5, `${turns} turns of the event loop`);
});

Deno.test("prompt() waits its pace between words, 20 ms unless told otherwise", async () => {
  for (const [options, pace] of [[{}, 20], [{ paceMs: 7 }, 7]] as const) {
    const clock = new ManualClock();
    const agent = await makeAgent(echoProvider(options), { clock });
    const seen: AgentEvent[] = [];
    const turn = (async () => {
      for await (const step of agent.prompt(agentInput("one two three"), never)) {
        seen.push(...step as AgentEvent[]);
      }
    })();
    await clock.armed(pace);
    assert.equal(textOf(seen), "one");
    clock.advance(pace);
    await clock.armed(pace);
    assert.equal(textOf(seen), "one two");
    clock.advance(pace);
    await turn;
    assert.equal(textOf(seen), "one two three");
    assert.equal(clock.pending, 0);
  }
});

Deno.test("prompt() stops in the middle of a pause when aborted", async () => {
  const clock = new ManualClock();
  const agent = await makeAgent(echoProvider({ paceMs: 60_000 }), { clock });
  const abort = new AbortController();
  const turn = runTurn(agent, "one two", abort.signal);
  await clock.armed(60_000);
  abort.abort();
  const { events, text, error } = await turn;
  assert.equal(error, undefined);
  assert.equal(text, "one");
  assert.ok(!events.some(({ type }) => type === "usage"));
  assert.equal(clock.pending, 0);
});

Deno.test("prompt() says nothing when aborted before it began", async () => {
  const agent = await makeAgent(echoProvider());
  assert.deepEqual((await runTurn(agent, "one", AbortSignal.abort())).events, []);
});

Deno.test("steer() is taken while a turn runs and echoed at its end", async () => {
  for (const paceMs of [0, 5]) {
    const clock = new ManualClock();
    const agent = await makeAgent(echoProvider({ paceMs }), { clock });
    assert.equal(agent.steer!("too early"), false);
    const turn = runTurn(agent, "one two");
    assert.equal(agent.steer!("go left"), true);
    assert.equal(agent.steer!("then right"), true);
    assert.equal(agent.steer!("  "), false);
    if (paceMs > 0) {
      for (let i = 0; i < 7; i++) await clock.armed(5).then(() => clock.advance(5));
    }
    const { text, events } = await turn;
    assert.equal(text, "one two\n\n(steered: go left)\n\n(steered: then right)");
    const usage = events.at(-1);
    assert.ok(usage?.type === "usage" && usage.usage.input === 2 && usage.usage.output > 2);
    assert.equal(agent.steer!("too late"), false);
  }
});

Deno.test("steer() loses no hint that was taken during the last batch", async () => {
  const agent = await makeAgent(echoProvider({ paceMs: 0 }));
  const events: AgentEvent[] = [];
  let hints = 0;
  for await (const step of agent.prompt(agentInput("one"), never)) {
    events.push(...step as AgentEvent[]);
    if (hints < 3 && agent.steer!(`hint${hints}`)) hints++;
    if (events.at(-1)?.type === "usage") assert.equal(agent.steer!("too late"), false);
  }
  assert.equal(hints, 3);
  assert.match(textOf(events), /^one\n\n\(steered: hint0\).*hint1.*hint2\)$/s);
});

Deno.test("steer() is refused again after a turn that was aborted", async () => {
  const clock = new ManualClock();
  const agent = await makeAgent(echoProvider({ paceMs: 5 }), { clock });
  const abort = new AbortController();
  const turn = runTurn(agent, "one two", abort.signal);
  await clock.armed(5);
  abort.abort();
  await turn;
  assert.equal(agent.steer!("hint"), false);
});
