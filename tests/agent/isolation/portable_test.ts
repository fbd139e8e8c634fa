import assert from "node:assert/strict";
import {
  cutText,
  portable,
  portableEvent,
  portablePieces,
  VALUE_CHARS,
} from "../../../src/agent/isolation/portable.ts";

Deno.test("cutText() leaves a text that fits, and says how long another was", () => {
  assert.equal(cutText("abc", 3), "abc");
  const cut = cutText("x".repeat(1_000), 100);
  assert.equal(cut.length, 100);
  assert.match(cut, /^x+\n\[cut: 1000 characters in all\]$/);
});

Deno.test("portable() makes plain data of anything", () => {
  class Token {
    readonly text = "a";
  }
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  assert.deepEqual(portable(new Token()).value, { text: "a" });
  assert.equal(portable(() => {}).value, null);
  assert.equal(portable(undefined).value, null);
  assert.equal(portable(circle).value, "(a value that JSON cannot say)");
  assert.equal(portable({ a: 1n }).value, "(a value that JSON cannot say)");
  const huge = portable({ rows: ["x".repeat(VALUE_CHARS)] });
  assert.equal(huge.cut, true);
  assert.equal(String(huge.value).length, VALUE_CHARS);
});

Deno.test("portableEvent() cuts what is large member by member, and keeps the rest", () => {
  const large = "x".repeat(100_000);
  const { event } = portableEvent({
    type: "tool_complete",
    id: "t1",
    name: "read",
    args: { large },
    result: { large },
    inlineDiff: large,
    locations: [{ path: large }],
    summary: undefined,
  });
  assert.ok(event.type === "tool_complete");
  assert.deepEqual(Object.keys(event), ["type", "id", "name", "args", "result", "inlineDiff"]);
  assert.deepEqual(Object.keys(event.args), ["(cut)"]);
  for (const text of [event.args["(cut)"], event.result, event.inlineDiff]) {
    assert.equal(String(text).length, VALUE_CHARS);
  }
});

Deno.test("portableEvent() passes garbage on as garbage that can cross", () => {
  for (const garbage of [null, undefined, 42, "text", [1], () => {}, Symbol("x")]) {
    structuredClone(portableEvent(garbage).event);
  }
});

Deno.test("portablePieces() loses no character of a long text and splits no pair", () => {
  const text = "a" + "😀".repeat(100_000);
  const pieces = [...portablePieces({ type: "text", text })].map(({ event }) =>
    event.type === "text" ? event.text : ""
  );
  assert.equal(pieces.join(""), text);
  assert.ok(pieces.length >= 4);
  for (const piece of pieces) {
    assert.ok(piece.length <= VALUE_CHARS);
    assert.ok(piece.isWellFormed());
  }
});
