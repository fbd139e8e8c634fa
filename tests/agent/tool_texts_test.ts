import assert from "node:assert/strict";
import {
  callCommand,
  callContext,
  cappedResult,
  failureSummary,
  shownResult,
} from "../../src/agent/tool_texts.ts";

Deno.test("callContext() shows the only argument, or all, on one short line", () => {
  assert.equal(callContext({}), "");
  assert.equal(callContext({ path: " /a\n b " }), "/a b");
  assert.equal(callContext({ path: "/a", line: 3 }), '{"path":"/a","line":3}');
  assert.equal(callContext({ n: 3 }), '{"n":3}');
  assert.equal(callContext({ text: "x".repeat(9_999) }).length, 80);
});

Deno.test("callCommand() shows what one agrees to", () => {
  assert.equal(callCommand("files__read", {}), "files__read");
  assert.equal(callCommand("files__read", { path: "/a" }), 'files__read {"path":"/a"}');
  assert.equal(callCommand("f", { text: "x".repeat(9_999) }).length, 1_000);
});

Deno.test("cappedResult() says how much it left out, and cuts no character in two", () => {
  assert.equal(cappedResult("abc", 3), "abc");
  const cut = cappedResult("a👍b", 2);
  assert.ok(cut.isWellFormed());
  assert.match(cut, /\n\[… 2 more characters of this result were left out\]$/);
});

Deno.test("failureSummary() is one line", () => {
  assert.equal(failureSummary("no\nsuch file"), "failed: no such file");
  assert.ok(failureSummary("x".repeat(9_999)).length <= 160);
});

Deno.test("shownResult() shows JSON as what it stands for, and other text as it is", () => {
  assert.deepEqual(shownResult(' {"a":[1]}'), { a: [1] });
  assert.deepEqual(shownResult("[]"), []);
  for (const text of ["{not json", "42", "null", ""]) assert.equal(shownResult(text), text);
});
