import assert from "node:assert/strict";
import { utf8Length } from "../../src/lib/utf8_length.ts";

Deno.test("utf8Length() counts bytes where they could be over the limit", () => {
  assert.equal(utf8Length("語".repeat(10), 29), 30);
  assert.equal(utf8Length("語".repeat(10), 30), 10);
  assert.equal(utf8Length("\u{1F300}", 5), 4);
  assert.equal(utf8Length("aaaa", 3), 4);
  assert.equal(utf8Length("", 0), 0);
});
