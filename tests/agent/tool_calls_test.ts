import assert from "node:assert/strict";
import type { ToolCallPiece } from "../../src/agent/chat_chunk.ts";
import { MAX_ARGUMENT_CHARS, MAX_CALLS, ToolCalls } from "../../src/agent/tool_calls.ts";

function piece(fields: Partial<ToolCallPiece>): ToolCallPiece {
  return { id: "", name: "", args: "", ...fields };
}

function together(...pieces: Partial<ToolCallPiece>[]): unknown[] {
  const calls = new ToolCalls();
  for (const each of pieces) calls.take(piece(each));
  return calls.whole().map(({ id, name, args }) => [id, name, args]);
}

Deno.test("ToolCalls joins pieces by their index, also interleaved", () => {
  assert.deepEqual(
    together(
      { index: 0, id: "a", name: "f" },
      { index: 1, id: "b", name: "g" },
      { index: 0, args: '{"x"' },
      { index: 1, args: "{}" },
      { index: 0, args: ":1}" },
    ),
    [["a", "f", '{"x":1}'], ["b", "g", "{}"]],
  );
});

Deno.test("ToolCalls joins pieces without an index to the call before", () => {
  assert.deepEqual(together({ id: "a", name: "f" }, { args: "{" }, { args: "}" }), [
    ["a", "f", "{}"],
  ]);
});

Deno.test("ToolCalls takes a name that is told again for the same call", () => {
  const calls = new ToolCalls();
  assert.equal(calls.take(piece({ index: 0, id: "a", name: "f", args: "{" })), "f");
  assert.equal(calls.take(piece({ index: 0, id: "a", name: "f", args: "}" })), undefined);
  assert.deepEqual(calls.whole(), [{ id: "a", name: "f", args: "{}" }]);
});

Deno.test("ToolCalls begins another call where the id is another", () => {
  const calls = together({ index: 0, id: "a", name: "f" }, { index: 0, id: "b", name: "f" });
  assert.equal(calls.length, 2);
});

Deno.test("ToolCalls gives calls an id of their own where the server told none, or one twice", () => {
  const calls = new ToolCalls();
  for (const id of ["", "a", "a"]) calls.take(piece({ index: calls.size, id, name: "f" }));
  const ids = calls.whole().map((call) => call.id);
  assert.equal(ids[1], "a");
  assert.equal(new Set(ids).size, 3);
  assert.ok(ids.every((id) => /^[\w-]+$/.test(id)));
});

Deno.test("ToolCalls says when it is too much, and keeps no more", () => {
  const many = new ToolCalls();
  for (let index = 0; index <= MAX_CALLS + 5; index++) many.take(piece({ index, id: `${index}` }));
  assert.ok(many.tooMuch);
  assert.equal(many.size, MAX_CALLS + 1);
  const long = new ToolCalls();
  long.take(piece({ index: 0, args: "x".repeat(MAX_ARGUMENT_CHARS) }));
  assert.ok(!long.tooMuch);
  long.take(piece({ index: 0, args: "x" }));
  assert.ok(long.tooMuch);
});
