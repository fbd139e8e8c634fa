import assert from "node:assert/strict";
import { cutFront, cutText, cutValue } from "../../../src/agent/acp/cut_text.ts";

Deno.test("cutText() and cutFront() say how much is left of a text, and cut no character in two", () => {
  assert.equal(cutText("abc", 3), "abc");
  assert.equal(cutText("abcd", 3), "abc\n… [3 of 4 characters]");
  assert.equal(cutFront("abcd", 3), "[3 of 4 characters] …\nbcd");
  assert.ok(cutText("ab😀", 3).isWellFormed());
  assert.ok(cutFront("😀ab", 3).isWellFormed());
});

Deno.test("cutValue() leaves a small value as it is, and shows the beginning of a large one", () => {
  const value = { a: [1, 2] };
  assert.equal(cutValue(value, 100), value);
  assert.equal(cutValue(value, 4), '{"a"\n… [4 of 11 characters]');
  assert.equal(cutValue("abcd", 3), "abc\n… [3 of 4 characters]");
  assert.equal(cutValue(undefined, 3), undefined);
});
