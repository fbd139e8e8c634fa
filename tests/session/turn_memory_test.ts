import assert from "node:assert/strict";
import type { HistoryMessage } from "../../src/agent/agent.ts";
import { encodeSessionEvent } from "../../src/protocol/event_frame.ts";
import type { EventKind, Payload } from "../../src/protocol/event_kind.ts";
import { events } from "../../src/protocol/events.ts";
import { TurnMemory } from "../../src/session/turn_memory.ts";

const usage = { calls: 1, input: 1, output: 1, total: 2 };
const TODOS = [{ id: "1", content: "look", status: "pending" as const }];

type Said = readonly [kind: EventKind, payload: Payload];

const start: Said = [events.messageStart as EventKind, undefined];
const plan: Said = [events.todoUpdated as EventKind, { todos: TODOS }];
const complete = (text: string, status = "interrupted"): Said => [
  events.messageComplete as EventKind,
  { text, status, usage },
];

function frames(...said: readonly Said[]): string[] {
  return said.map(([kind, payload], at) =>
    encodeSessionEvent(kind, payload, { sessionId: "0a1b2c3d", seq: at + 1 })
  );
}

function rows(...lines: readonly string[]): HistoryMessage[] {
  return lines.map((line) => {
    const [role = "", text = ""] = line.split(": ");
    return { role, text } as HistoryMessage;
  });
}

/** What is known of the last turn of such messages, from what was said. */
function recalled(said: readonly Said[], ...lines: readonly string[]) {
  const messages = rows(...lines);
  const memory = new TurnMemory();
  memory.recall(frames(...said), messages);
  return memory.endingAt(messages.at(-1));
}

Deno.test("TurnMemory.endingAt() knows the end as long as its turn is the last one", () => {
  const memory = new TurnMemory();
  assert.equal(memory.endingAt(undefined), undefined);
  for (const said of [start, plan, complete("half")]) memory.take(...said);
  const [one, two] = rows("assistant: half", "user: more");
  assert.equal(memory.endingAt(one), undefined, "it is not in the history yet");
  memory.settle({ rows: [], calledOff: 0, last: one });
  assert.deepEqual([memory.endingAt(one), memory.todos], [{ status: "interrupted" }, TODOS]);
  assert.equal(memory.endingAt(two), undefined);
  memory.take(...start);
  assert.deepEqual(memory.endingAt(one), { status: "interrupted" });
  memory.settle({ rows: [], calledOff: 0, last: two });
  assert.equal(memory.endingAt(two), undefined, "a turn that told no end has none");
});

Deno.test("TurnMemory.settle() tells what went wrong where no message does", () => {
  const memory = new TurnMemory();
  const [answer] = rows("assistant: half");
  assert.ok(answer);
  memory.take(...complete("Error: no credit", "error"));
  memory.settle({ rows: [], calledOff: 0, last: answer });
  const message = "Error: no credit";
  assert.deepEqual(memory.endingAt(answer), { status: "error", message });
  memory.take(...complete("half", "error"));
  memory.settle({ rows: [answer], calledOff: 2, last: answer });
  assert.deepEqual(memory.endingAt(answer), { status: "error", called_off: 2 });
  memory.take(events.error as EventKind, { message: "it broke" });
  memory.settle({ rows: [answer], calledOff: 0, last: answer });
  assert.deepEqual(memory.endingAt(answer), { status: "error", message: "it broke" });
});

Deno.test("TurnMemory.recall() finds the end of the last turn among events of an earlier life", () => {
  const before = [start, complete("old", "complete"), plan, start] as const;
  const turn = [...before, complete("half")];
  const interrupted = { status: "interrupted" };
  assert.deepEqual(recalled(turn, "user: a", "assistant: half"), interrupted);
  const tool = recalled(turn, "user: a", "assistant: half", "tool: low");
  assert.deepEqual(tool, interrupted);
  const calledOff = recalled(turn, "user: a", "assistant: half", "user: b", "user: c");
  assert.deepEqual(calledOff, { ...interrupted, called_off: 2 });
  const silent = [...before, complete("")];
  assert.deepEqual(recalled(silent, "assistant: old", "user: a"), interrupted);
  const failed = recalled([...before, complete("Error: no", "error")], "user: a");
  assert.deepEqual(failed, { status: "error", message: "Error: no" });
});

Deno.test("TurnMemory.recall() tells no end of another turn than the last", () => {
  const turn = [start, complete("half")];
  assert.equal(recalled(turn, "user: a", "assistant: another"), undefined);
  assert.equal(recalled(turn, "user: a"), undefined);
  assert.equal(recalled(turn), undefined);
  assert.equal(recalled([...turn, start], "user: a", "assistant: half"), undefined);
  assert.equal(recalled([start, complete("")], "user: a", "assistant: another"), undefined);
  const late: Said = [events.error as EventKind, { message: "no agent" }];
  assert.deepEqual(recalled([...turn, plan, late], "user: a", "assistant: half"), {
    status: "interrupted",
  });
  assert.equal(recalled([], "user: a", "assistant: half"), undefined);
});

Deno.test("TurnMemory takes no kind that is joined with its neighbours: a run hands it none", () => {
  const joined = [...TurnMemory.folds.keys()].filter(({ merge }) => merge !== undefined);
  assert.deepEqual(joined.map(({ type }) => type), []);
});
