import assert from "node:assert/strict";
import { shorten } from "../../src/lib/shorten.ts";

Deno.test("conformance 100: shorten() folds white space, cuts, and tears no character apart", () => {
  assert.equal(shorten(" a \n b ", 10), "a b");
  assert.equal(shorten("abcdef", 3), "abc");
  assert.equal(shorten("ab\u{1F600}cd", 3), "ab");
  assert.equal(shorten("ab\u{1F600}cd", 4), "ab\u{1F600}");
  assert.equal(shorten("x".repeat(10_000_000), 160).length, 160);
  assert.ok(shorten("\u{1F600}".repeat(500), 160).isWellFormed());
  assert.ok(shorten("x" + "\u{1F600}".repeat(500), 160).isWellFormed());
});
