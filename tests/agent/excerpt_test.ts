import assert from "node:assert/strict";
import { excerpt } from "../../src/agent/excerpt.ts";
import { redactor } from "../../src/agent/redact.ts";

const plain = (text: string) => text;

Deno.test("excerpt() makes one line without control characters", () => {
  assert.equal(excerpt("  a\r\n\tb\u001b[31mc\u202ed  ", plain), "a b [31mc d");
});

Deno.test("excerpt() is at most 300 characters", () => {
  assert.equal(excerpt("x".repeat(300), plain).length, 300);
  const cut = excerpt("x".repeat(301), plain);
  assert.equal(cut.length, 300);
  assert.ok(cut.endsWith("x…"));
});

Deno.test("excerpt() is well-formed where it cuts a character", () => {
  assert.ok(excerpt("👍".repeat(200), plain).isWellFormed());
  assert.ok(excerpt(`x${"👍".repeat(200)}`, plain).isWellFormed());
});

Deno.test("excerpt() redacts before it cuts, so that no half of a secret stays", () => {
  const key = "sk-0123456789";
  for (let before = 280; before < 310; before++) {
    const cut = excerpt("x".repeat(before) + key, redactor([key]));
    assert.ok(!cut.includes("sk-"), cut);
  }
});

Deno.test("excerpt() does not bring the far end of a cut text near", () => {
  // A body that was read to its limit may end in half a key.
  const text = `a${" ".repeat(60_000)}sk-01234`;
  assert.equal(excerpt(text, redactor(["sk-0123456789"])), "a");
});
