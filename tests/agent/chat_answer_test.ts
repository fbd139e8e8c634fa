import assert from "node:assert/strict";
import { ChatAnswer } from "../../src/agent/chat_answer.ts";
import type { ChatItem } from "../../src/agent/chat_stream.ts";

const usage = { input: 1, output: 2, total: 3, calls: 1 };
/** What a call counts for whose tokens nobody told. */
const uncounted = { type: "usage", usage: { input: 0, output: 0, total: 0, calls: 1 } };

function piece(fields: Partial<Extract<ChatItem, { kind: "delta" }>>): ChatItem {
  return { kind: "delta", text: "", reasoning: "", calls: [], ...fields };
}

Deno.test("ChatAnswer.take() makes one event of each piece, reasoning before text", () => {
  const answer = new ChatAnswer();
  assert.deepEqual(answer.take([piece({ text: "a", reasoning: "r" }), piece({ text: "b" })]), [
    { type: "reasoning", text: "r" },
    { type: "text", text: "a" },
    { type: "text", text: "b" },
  ]);
  assert.equal(answer.started, true);
  assert.equal(answer.state.kind, "open");
});

Deno.test("ChatAnswer has not started before there is something to show", () => {
  const answer = new ChatAnswer();
  answer.take([piece({}), piece({ usage })]);
  assert.equal(answer.started, false);
});

Deno.test("ChatAnswer tells the last usage, once, when complete", () => {
  const answer = new ChatAnswer();
  assert.deepEqual(answer.take([piece({ usage: { ...usage, total: 9 } }), piece({ usage })]), []);
  assert.deepEqual(answer.take([{ kind: "done" }]), [{ type: "usage", usage }]);
  assert.equal(answer.state.kind, "complete");
  assert.deepEqual(answer.end(), []);
});

Deno.test("ChatAnswer counts the call whose server tells no tokens", () => {
  const answer = new ChatAnswer();
  answer.take([piece({ text: "a" })]);
  assert.deepEqual(answer.take([{ kind: "done" }]), [uncounted]);
});

Deno.test("ChatAnswer.spent() counts an answer that broke off, and none that never began", () => {
  const answer = new ChatAnswer();
  assert.deepEqual(answer.spent(), []);
  answer.take([piece({ text: "a" })]);
  assert.deepEqual(answer.spent(), [uncounted]);
  answer.take([piece({ usage })]);
  assert.deepEqual(answer.spent(), [{ type: "usage", usage }]);
});

Deno.test("ChatAnswer warns when the answer is not what was asked for", () => {
  for (
    const [fields, text] of [
      [{ finish: "length" }, /token limit/],
      [{ finish: "content_filter" }, /content filter/],
      [{ finish: "tool_calls" }, /tool.*not say for which/],
    ] as const
  ) {
    const answer = new ChatAnswer();
    const [warning, ...rest] = answer.take([piece(fields), { kind: "done" }]);
    assert.ok(warning?.type === "status" && warning.kind === "warn");
    assert.match(warning.text, text);
    assert.deepEqual(rest, [uncounted]);
  }
});

Deno.test("ChatAnswer.end() completes an answer whose model said why it stopped, and no other", () => {
  const finished = new ChatAnswer();
  finished.take([piece({ text: "a", finish: "stop" })]);
  finished.end();
  assert.equal(finished.state.kind, "complete");

  const cut = new ChatAnswer();
  cut.take([piece({ text: "a" })]);
  cut.end();
  assert.equal(cut.state.kind, "open");
});

Deno.test("ChatAnswer keeps the failure that ended it and hears nothing after it", () => {
  const answer = new ChatAnswer();
  const failure: ChatItem = { kind: "failure", failure: { message: "boom" } };
  assert.deepEqual(answer.take([failure, piece({ text: "late" }), { kind: "done" }]), []);
  assert.equal(answer.state, failure);
});

Deno.test("ChatAnswer takes the finish reason error for a failure", () => {
  const answer = new ChatAnswer();
  answer.take([piece({ finish: "error" }), { kind: "done" }]);
  assert.equal(answer.state.kind, "failure");
});

Deno.test("ChatAnswer puts tool calls together, and says each name once", () => {
  const answer = new ChatAnswer();
  const begun = { index: 0, id: "a", name: "read", args: "" };
  const more = { index: 0, id: "", name: "", args: '{"path":"x"}' };
  assert.deepEqual(
    answer.take([piece({ text: "Look: ", calls: [begun] }), piece({ calls: [more] })]),
    [
      { type: "text", text: "Look: " },
      { type: "tool_generating", name: "read" },
    ],
  );
  assert.deepEqual(answer.take([piece({ finish: "tool_calls" }), { kind: "done" }]), [uncounted]);
  assert.equal(answer.text, "Look: ");
  assert.deepEqual(answer.calls, [{ id: "a", name: "read", args: '{"path":"x"}' }]);
});

Deno.test("ChatAnswer fails where more tools are asked for than can be meant", () => {
  const answer = new ChatAnswer();
  const calls = Array.from({ length: 129 }, (_, index) => ({
    ...{ index, id: `${index}`, name: "f", args: "{}" },
  }));
  answer.take([piece({ calls })]);
  assert.equal(answer.state.kind, "failure");
});
