import assert from "node:assert/strict";
import { frame } from "../../../scripts/bench/stalled_reader.ts";

Deno.test("frame() is a masked text frame, whatever its length", () => {
  const text = (message: unknown) => new TextEncoder().encode(JSON.stringify(message));
  assert.deepEqual([...frame("a")], [0x81, 0x83, 0, 0, 0, 0, ...text("a")]);
  assert.deepEqual([...frame("a".repeat(123)).slice(0, 7)], [0x81, 0xfd, 0, 0, 0, 0, 0x22]);
  const long = frame("a".repeat(298));
  assert.deepEqual([...long.slice(0, 9)], [0x81, 0xfe, 0x01, 0x2c, 0, 0, 0, 0, 0x22]);
  assert.equal(long.length, 8 + 300);
});

Deno.test("frame() refuses what is too long for it", () => {
  assert.throws(() => frame("a".repeat(65_534)), /too long/);
});
