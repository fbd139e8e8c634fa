import assert from "node:assert/strict";
import { Fold } from "../../../src/console/model/fold.ts";
import type { GatewayEvent, Snapshot } from "../../../src/client/contracts.ts";
import { told } from "../support/house.ts";

const USAGE = { calls: 1, input: 1, output: 1, total: 2 };

/** Events, numbered from 1; `undefined` has no payload. */
function events(...given: readonly [type: string, payload?: unknown][]): GatewayEvent[] {
  return given.map(([type, payload], at) =>
    ({ type, payload, seq: at + 1, session_id: "s" }) as unknown as GatewayEvent
  );
}

function folded(...given: readonly [type: string, payload?: unknown][]): Fold {
  const fold = new Fold();
  for (const event of events(...given)) fold.take(event);
  return fold;
}

const start = ["message.start"] as const;
const text = (said: string) => ["message.delta", { text: said }] as const;
const tool = (id: string) => ["tool.start", { tool_id: id, name: "read", context: "" }] as const;
const toolEnd = (id: string) =>
  ["tool.complete", { tool_id: id, name: "read", args: {}, result: "r" }] as const;
const end = (said: string | null, more = {}) =>
  ["message.complete", { text: said, status: "complete", usage: USAGE, ...more }] as const;

function list(...given: readonly (readonly [string, unknown?])[]): string[] {
  return told(folded(...given as [string, unknown?][]).entries);
}

Deno.test("Fold.take() takes the end's text for what was said behind the last tool", () => {
  const before = [start, text("a"), tool("1"), toolEnd("1")] as const;
  assert.deepEqual(list(...before, text("b"), end("b")).at(-1), "answer complete: b");
  assert.deepEqual(list(...before, text("b"), end("B!")).at(-1), "answer complete: B!");
  assert.deepEqual(list(...before, text("b"), end("ab")).at(-1), "answer complete: b");
  assert.deepEqual(list(...before, text("b"), end("abc")).at(-1), "answer complete: bc");
  assert.deepEqual(list(...before, text("b"), end("")).at(-1), "answer complete: b");
  assert.deepEqual(list(...before, text("b"), end(null)).at(-1), "answer complete: b");
});

Deno.test("Fold.take() adds an end behind a tool only where it says something new", () => {
  const before = [start, text("a"), tool("1"), toolEnd("1")] as const;
  const same = ["answer complete: a", "tool done: read"];
  assert.deepEqual(list(...before, end("a")), same);
  assert.deepEqual(list(...before, end("more")), [
    "answer: a",
    "tool done: read",
    "answer complete: more",
  ]);
  assert.deepEqual(list(start, end("all at once")), ["answer complete: all at once"]);
});

Deno.test("Fold.take() says where a turn was stopped, also behind a tool", () => {
  const stopped = list(start, text("a"), tool("1"), end("a", { status: "interrupted" }));
  assert.deepEqual(stopped, ["answer: a", "tool ended: read", "answer interrupted: "]);
});

Deno.test("Fold.take() ends a turn at an error, whose words it shows", () => {
  const fold = folded([...start], [...text("a")], [...tool("1")], ["error", { message: "broke" }]);
  assert.deepEqual(told(fold.entries), ["answer: a", "tool ended: read", "note error: broke"]);
  assert.equal(fold.running, false);
});

Deno.test("Fold.take() ends a turn when the session says that none runs", () => {
  const fold = folded([...start], [...text("a")], ["session.info", { running: false }]);
  assert.deepEqual(told(fold.entries), ["answer: a"]);
  assert.equal(fold.running, false);
});

Deno.test("Fold.take() tells reasoning once, whether it comes in pieces or whole", () => {
  const pieces = folded([...start], ["reasoning.delta", { text: "hm" }], [...text("a")], [
    "reasoning.available",
    { text: "hm" },
  ], [...end("a", { reasoning: "hm" })]);
  const whole = folded([...start], [...text("a")], [...end("a", { reasoning: "hm" })]);
  for (const { entries } of [pieces, whole]) {
    assert.deepEqual(entries.map((entry) => entry.kind === "answer" && entry.reasoning), ["hm"]);
  }
});

Deno.test("Fold.take() takes an event twice for one, and one that a snapshot has for told", () => {
  const fold = folded([...start], [...text("a")]);
  const [, again] = events(start as never, text("a") as never);
  assert.equal(fold.take(again as GatewayEvent), false);
  assert.deepEqual(told(fold.entries), ["answer live: a"]);
});

Deno.test("Fold.take() shows the plan beside the conversation, not in it", () => {
  const todos = [{ content: "sail", status: "pending" }];
  const fold = folded([...start], ["todo.updated", { todos }], [
    "tool.start",
    { tool_id: "todo", name: "todo", context: "" },
  ], ["tool.complete", { tool_id: "todo", name: "todo", args: {}, result: {}, todos }]);
  assert.deepEqual(fold.entries, []);
  assert.deepEqual(fold.todos, todos);
});

Deno.test("Fold.take() tells what the agent is about until something is said of it", () => {
  const fold = folded([...start], ["thinking.delta", { text: "musing" }]);
  assert.equal(fold.status, "musing");
  const next = folded([...start], ["tool.generating", { name: "read" }], [...tool("1")]);
  assert.equal(next.status, "");
});

Deno.test("Fold.says() puts what was asked before a turn that runs, wherever that has come to", () => {
  const fold = folded([...start], [...text("a")], [...tool("1")]);
  assert.equal(fold.wantsPrompt, true);
  fold.says("why?");
  assert.equal(fold.wantsPrompt, false);
  fold.take({ type: "tool.complete", payload: toolEnd("1")[1], seq: 9 } as unknown as GatewayEvent);
  assert.deepEqual(told(fold.entries), ["user sent: why?", "answer: a", "tool done: read"]);
  fold.asks("why?\n\nand how?");
  assert.equal(told(fold.entries)[0], "user sent: why?\n\nand how?");
});

Deno.test("Fold.opens() finds its turn behind whatever is told in between", () => {
  const fold = new Fold();
  fold.opens("why?");
  for (const event of events(["status.update", { kind: "x", text: "wait" }], [...start])) {
    fold.take(event);
  }
  assert.equal(fold.wantsPrompt, false);
  assert.deepEqual(told(fold.entries), ["user sent: why?", "note info: wait"]);
});

Deno.test("Fold.reset() shows a snapshot, attached images as such, and the turn that runs", () => {
  const fold = folded([...start], [...text("gone")]);
  fold.reset({
    messages: [
      { role: "user", text: "look\nfile:///tmp/a%20b.png" },
      { role: "tool", name: "read", context: "x" },
      { role: "tool", name: "todo", context: "" },
      { role: "assistant", text: "seen", reasoning: "hm" },
      { role: "system", text: "note" },
    ],
    running: true,
    inflight: { user: "and now?", assistant: "well", streaming: true },
    seq: 40,
  } as unknown as Snapshot);
  assert.deepEqual(told(fold.entries), [
    "user sent: look",
    "tool done: read",
    "answer: seen",
    "note info: note",
    "user sent: and now?",
    "answer live: well",
  ]);
  const [user] = fold.entries;
  assert.deepEqual(user?.kind === "user" && user.attachments, [{ kind: "image", name: "a b.png" }]);
  assert.equal(new Set(fold.entries.map(({ key }) => key)).size, 6);
});
