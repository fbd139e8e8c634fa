/** Agents that say what no agent should. */
import assert from "node:assert/strict";
import type { Agent, AgentInput } from "../../src/agent/agent.ts";
import type { Payload } from "../../src/protocol/event_kind.ts";
import { UNSAYABLE } from "../../src/session/sayable.ts";
import { Turn } from "../../src/session/turn.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { TurnBench } from "./support/turn_bench.ts";
import { noQuestions } from "./support/questions_bench.ts";

const cycle: Record<string, unknown> = { name: "loop" };
cycle.self = cycle;

const garbage: unknown[] = [
  null,
  undefined,
  5,
  "text",
  {},
  { type: "no such type" },
  { type: "__proto__" },
  { type: "constructor" },
  { type: "toString", text: "x" },
  { type: Symbol("x") },
  { type: cycle },
  { type: "text" },
  { type: "text", text: null },
  { type: "text", text: 5 },
  { type: "text", text: 5n },
  { type: "text", text: { length: -1 } },
  { type: "text", text: ["a"] },
  { type: "reasoning", text: cycle },
  { type: "thinking", text: 5n },
  { type: "thinking" },
  { type: "tool_generating", name: 5n },
  { type: "tool_start", id: 1, name: "a", context: "" },
  { type: "tool_progress", id: "a", name: "a", preview: cycle },
  { type: "tool_complete", name: "a" },
  { type: "status", kind: "warn", text: 5n },
  { type: "failure", message: 5n },
  [[{ type: "text", text: "nested too deep" }]],
  [null, undefined, 5],
];

Deno.test("run() leaves out what is no event, says so once, and goes on", async () => {
  const bench = new TurnBench();
  const ended = bench.turn.run();
  for (const value of garbage) bench.script.garbage(value);
  bench.script.text("still here");
  bench.script.end();
  assert.deepEqual(await ended, { kind: "complete" });
  assert.deepEqual(bench.said, [["message.delta", { text: "still here" }]]);
  assert.equal(bench.log.at("warn").length, 1);
  assert.deepEqual(bench.transcript.rows(), [{ role: "assistant", text: "still here" }]);
});

Deno.test("run() shows a note where JSON cannot say what a tool was asked or answered", async () => {
  const throwing = {
    toJSON() {
      throw new Error("no");
    },
  };
  const values: [result: unknown, shown: unknown][] = [
    [5n, UNSAYABLE],
    [{ rows: [1n] }, UNSAYABLE],
    [cycle, UNSAYABLE],
    [throwing, UNSAYABLE],
    [undefined, null],
    [() => {}, null],
    [Symbol("x"), null],
    [NaN, NaN],
    [[1, 2], [1, 2]],
    ["plain", "plain"],
  ];
  for (const [result, shown] of values) {
    const bench = new TurnBench();
    const ended = bench.turn.run();
    bench.script.garbage({ type: "tool_complete", id: "1", name: "t", args: cycle, result });
    bench.script.end();
    assert.deepEqual(await ended, { kind: "complete" });
    assert.deepEqual(bench.said, [
      ["tool.complete", { tool_id: "1", name: "t", args: {}, result: shown }],
    ]);
    const [row] = bench.transcript.rows();
    assert.equal(typeof row?.text, "string");
  }
});

Deno.test("run() leaves out members of a tool's end that are not what they should be", async () => {
  const bench = new TurnBench();
  const ended = bench.turn.run();
  const odd = { args: null, result: "ok", summary: 5n, durationSeconds: "fast" };
  bench.script.garbage({ type: "tool_complete", id: "1", name: "t", ...odd });
  bench.script.garbage({ type: "tool_complete", id: "2", name: "t", ...odd, args: ["a"] });
  bench.script.garbage({ type: "usage", usage: null });
  bench.script.end();
  assert.deepEqual(await ended, { kind: "complete" });
  assert.deepEqual(bench.said.map(([, payload]) => payload), [
    { tool_id: "1", name: "t", args: {}, result: "ok" },
    { tool_id: "2", name: "t", args: {}, result: "ok" },
  ]);
  assert.deepEqual(bench.usages, [{}]);
});

Deno.test("run() ends a turn whose agent breaks the rules of iteration", async () => {
  const broken: (() => unknown)[] = [
    () => undefined,
    () => null,
    () => 5,
    () => ({}),
    () => {
      throw new Error("prompt threw");
    },
    () => ({ [Symbol.asyncIterator]: () => ({}) }),
    () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(5) }) }),
    () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("next")) }) }),
    () => Promise.resolve([]),
  ];
  for (const prompt of broken) {
    const end = await turnOf(prompt).run();
    assert.equal(end.kind, "crashed", String(prompt));
  }
});

Deno.test("run() takes a plain array of events for a turn", async () => {
  const said: Payload[] = [];
  const turn = turnOf(() => [{ type: "text", text: "a" }, { type: "text", text: "b" }], said);
  assert.deepEqual(await turn.run(), { kind: "complete" });
  assert.deepEqual(said, [{ text: "a" }, { text: "b" }]);
});

Deno.test("run() ends a turn whose agent throws out of a member of an event", async () => {
  const trap = {
    type: "text",
    get text(): string {
      throw new Error("getter");
    },
  };
  assert.equal((await turnOf(() => [trap]).run()).kind, "crashed");
});

function turnOf(
  prompt: (input: AgentInput, signal: AbortSignal) => unknown,
  said: Payload[] = [],
): Turn {
  return new Turn({
    agent: { prompt } as unknown as Agent,
    input: { text: "hello", history: [], model: "m", reasoningEffort: "" },
    questions: noQuestions(),
    subagents: { take() {} },
    signal: new AbortController().signal,
    stream: {
      say(_kind, text) {
        said.push({ text });
      },
    },
    emit: (_kind, payload) => {
      JSON.stringify(payload);
      said.push(payload);
    },
    onUsage() {},
    logger: silentLogger,
  });
}
