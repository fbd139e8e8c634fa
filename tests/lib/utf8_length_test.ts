import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8BytesOver } from "../../src/lib/utf8_length.ts";

Deno.test("utf8BytesOver() counts as TextEncoder does", () => {
  const unit = fc.constantFrom("a", "\0", "é", "\u07ff", "\u0800", "\uffff", "😀", "\u{10ffff}");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), fc.nat(60), (text, limit) => {
      const bytes = new TextEncoder().encode(text).length;
      assert.equal(utf8BytesOver(text, limit), bytes > limit ? bytes : null);
    }),
    { seed: 20260701, numRuns: 2_000 },
  );
});
