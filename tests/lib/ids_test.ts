import assert from "node:assert/strict";
import { liveSessionId, randomHex, storedSessionId } from "../../src/lib/ids.ts";

Deno.test("randomHex() writes two lower-case digits a byte", () => {
  for (const bytes of [0, 1, 4, 32, 1_000]) {
    assert.match(randomHex(bytes), new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
  }
});

Deno.test("randomHex() uses every digit, small bytes included", () => {
  const digits = new Set(randomHex(4_096));
  assert.equal(digits.size, 16);
});

Deno.test("liveSessionId() is 8 hexadecimal digits, another one each time", () => {
  const ids = new Set(Array.from({ length: 100 }, liveSessionId));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}$/);
});

Deno.test("storedSessionId() is the time in UTC and 6 hexadecimal digits", () => {
  const id = storedSessionId(Date.UTC(2026, 6, 2, 3, 4, 5, 999));
  assert.match(id, /^20260702_030405_[0-9a-f]{6}$/);
});

Deno.test("storedSessionId() tells all conversations of one moment apart", () => {
  // So many that ids drawn by chance would not all differ.
  const ids = new Set(Array.from({ length: 50_000 }, () => storedSessionId(0)));
  assert.equal(ids.size, 50_000);
  for (const id of ids) assert.match(id, /^19700101_000000_[0-9a-f]{6}$/);
});
