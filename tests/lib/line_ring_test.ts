import assert from "node:assert/strict";
import fc from "fast-check";
import { LineRing } from "../../src/lib/line_ring.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function streamOf(...chunks: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const bytes = chunks.map((chunk) => typeof chunk === "string" ? encode(chunk) : chunk);
  return ReadableStream.from(bytes);
}

async function drained(ring: LineRing, ...chunks: (string | Uint8Array)[]) {
  await ring.drain(streamOf(...chunks));
  return ring.lines;
}

Deno.test("LineRing.drain() keeps the last lines", async () => {
  const text = Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join("");
  const lines = await drained(new LineRing(), text);
  assert.equal(lines.length, 20);
  assert.deepEqual([lines[0], lines[19]], ["line 80", "line 99"]);
});

Deno.test("LineRing.drain() cuts a long line, wherever its chunks end", async () => {
  for (const size of [1, 7, 499, 500, 501, 5_000]) {
    const bytes = encode(`a\n${"x".repeat(2_000)}\n${"y".repeat(500)}\n`);
    const count = Math.ceil(bytes.length / size);
    const chunks = Array.from({ length: count }, (_, i) => bytes.slice(i * size, (i + 1) * size));
    assert.deepEqual(
      await drained(new LineRing(), ...chunks),
      ["a", `${"x".repeat(500)}…`, "y".repeat(500)],
    );
  }
});

Deno.test("LineRing.drain() keeps what has no line end, and nothing of blank lines", async () => {
  assert.deepEqual(await drained(new LineRing(), "\n  \r\none\r\n\ntw", "o"), ["one", "two"]);
});

Deno.test("LineRing.drain() shows what is not UTF-8 as such", async () => {
  const chunks = [new Uint8Array([0x61, 0xff, 0x0a, 0xe2, 0x82]), new Uint8Array([0xac])];
  assert.deepEqual(await drained(new LineRing(), ...chunks), ["a\ufffd", "€"]);
});

Deno.test("LineRing.lines shows a line that has not ended yet", async () => {
  const ring = new LineRing({ lines: 2 });
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const end = ring.drain(readable);
  const writer = writable.getWriter();
  await writer.write(encode("one\ntwo\nthr"));
  assert.deepEqual(ring.lines, ["two", "thr"]);
  await writer.write(encode("ee"));
  await writer.close();
  await end;
  assert.deepEqual(ring.lines, ["two", "three"]);
});

Deno.test("LineRing.drain() resolves when reading fails, and says so", async () => {
  const ring = new LineRing();
  await ring.drain(
    new ReadableStream({
      start(controller) {
        controller.enqueue(encode("last words"));
      },
      pull(controller) {
        controller.error(new Error("pipe broke"));
      },
    }),
  );
  assert.deepEqual(ring.lines, ["last words", "(reading on failed: pipe broke)"]);
});

Deno.test("LineRing.drain() keeps what cutting all lines at once would", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "é", "€") });
  const property = fc.asyncProperty(fc.array(text), async (chunks) => {
    const expected = chunks.join("").split("\n").filter((line) => line.trim() !== "")
      .map((line) => line.length > 4 ? `${line.slice(0, 4)}…` : line.trimEnd()).slice(-3);
    const kept = await drained(new LineRing({ lines: 3, lineChars: 4 }), ...chunks);
    assert.deepEqual(kept, expected);
  });
  await fc.assert(property, { seed: 20_260_801, numRuns: 500 });
});
