import assert from "node:assert/strict";
import fc from "fast-check";
import { OutputBuffer } from "../../../src/agent/acp/output_buffer.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("OutputBuffer keeps all of a short output", () => {
  const buffer = new OutputBuffer(10);
  for (const chunk of ["hé", "", "llo"]) buffer.push(bytes(chunk));
  assert.equal(buffer.text(), "héllo");
  assert.equal(buffer.truncated, false);
  assert.equal(new OutputBuffer(1).text(), "");
});

Deno.test("OutputBuffer keeps the end of a long one, from a whole character on", () => {
  const buffer = new OutputBuffer(4);
  buffer.push(bytes("abcé€"));
  assert.equal(buffer.text(), "€");
  assert.equal(buffer.truncated, true);
});

Deno.test("OutputBuffer.text() is the end of what was pushed, however it was cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "binary" })),
      fc.integer({ min: 1, max: 20 }),
      (parts, max) => {
        const buffer = new OutputBuffer(max);
        for (const part of parts) buffer.push(bytes(part));
        const all = parts.map((part) => part.toWellFormed()).join("");
        const text = buffer.text();
        assert.ok(all.endsWith(text));
        assert.ok(bytes(text).length <= max);
        assert.equal(buffer.truncated, bytes(all).length > max);
      },
    ),
    { seed: 4, numRuns: 500 },
  );
});
