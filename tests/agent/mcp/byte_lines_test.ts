import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ByteLines, LineTooLongError } from "../../../src/agent/mcp/byte_lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("ByteLines hands out each line with the bytes that end it", () => {
  const lines = new ByteLines(100);
  assert.deepEqual([...lines.push(bytes("a\nb"))], ["a"]);
  assert.deepEqual([...lines.push(bytes("c\r\n\nd"))], ["bc", ""]);
  assert.deepEqual([...lines.push(bytes("\n"))], ["d"]);
});

Deno.test("ByteLines does not mind how the bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n]/g, ""))),
      fc.integer({ min: 1, max: 7 }),
      (wanted, size) => {
        const all = bytes(wanted.map((line) => `${line}\n`).join(""));
        const lines = new ByteLines(1_000_000);
        const found: string[] = [];
        for (let at = 0; at < all.length; at += size) {
          found.push(...lines.push(all.subarray(at, at + size)));
        }
        assert.deepEqual(found, wanted);
      },
    ),
    { seed: 20261121, numRuns: 200 },
  );
});

Deno.test("ByteLines refuses a line over its limit, ended or not", () => {
  assert.deepEqual([...new ByteLines(3).push(bytes("abc\nabc"))], ["abc"]);
  assert.throws(() => [...new ByteLines(3).push(bytes("abcd"))], LineTooLongError);
  assert.throws(() => [...new ByteLines(3).push(bytes("a\nabcd\n"))], LineTooLongError);
});
