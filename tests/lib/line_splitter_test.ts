import assert from "node:assert/strict";
import fc from "fast-check";
import { type Line, LineSplitter } from "../../src/lib/line_splitter.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function split(chunks: Uint8Array[], maxBytes = 1_000_000): Line[] {
  const splitter = new LineSplitter(maxBytes);
  return [...chunks.flatMap((chunk) => [...splitter.push(chunk)]), ...splitter.end()];
}

function texts(...chunks: string[]): string[] {
  return split(chunks.map(encode)).map((line) => line.kind === "text" ? line.text : line.kind);
}

/** The same bytes in pieces of `size`. */
function pieces(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, i) => bytes.slice(i * size, (i + 1) * size));
}

Deno.test("LineSplitter.push() yields lines as they complete", () => {
  const splitter = new LineSplitter(100);
  assert.deepEqual([...splitter.push(encode("on"))], []);
  assert.deepEqual([...splitter.push(encode("e\ntwo\nthr"))], [
    { kind: "text", text: "one" },
    { kind: "text", text: "two" },
  ]);
  assert.deepEqual([...splitter.push(encode("ee\n"))], [{ kind: "text", text: "three" }]);
  assert.deepEqual([...splitter.end()], []);
});

Deno.test("LineSplitter.end() yields a last line without a newline", () => {
  assert.deepEqual(texts("one\ntwo"), ["one", "two"]);
  assert.deepEqual(texts(""), []);
  assert.deepEqual(texts("one\n"), ["one"]);
});

Deno.test("LineSplitter.push() takes CRLF for a line end, also in two chunks", () => {
  assert.deepEqual(texts("one\r\ntwo\r", "\nthree\r\n"), ["one", "two", "three"]);
  assert.deepEqual(texts("a\rb\n"), ["a\rb"]);
});

Deno.test("LineSplitter.push() drops a byte order mark", () => {
  assert.deepEqual(texts("\ufeff{}\n{}\n"), ["{}", "{}"]);
});

Deno.test("LineSplitter.push() keeps empty lines", () => {
  assert.deepEqual(texts("\n\r\na\n\n"), ["", "", "a", ""]);
});

Deno.test("LineSplitter.push() mends characters cut by a chunk's edge", () => {
  const text = "grüße €𝄞 👩‍👩‍👧 – 日本\n終\n";
  for (let size = 1; size < 9; size++) {
    const lines = split(pieces(encode(text), size));
    assert.deepEqual(
      lines.map((line) => line.kind === "text" && line.text).join("\n") + "\n",
      text,
    );
  }
});

Deno.test("LineSplitter.push() keeps broken UTF-8 inside its line", () => {
  const bytes = new Uint8Array([0x61, 0xe2, 0x82, 0x0a, 0x62, 0xff, 0x0a, 0x63, 0x0a]);
  for (const size of [1, 2, 3, 9]) {
    assert.deepEqual(split(pieces(bytes, size)), [
      { kind: "text", text: "a\ufffd", malformed: true },
      { kind: "text", text: "b\ufffd", malformed: true },
      { kind: "text", text: "c" },
    ]);
  }
});

Deno.test("LineSplitter.push() keeps a line of exactly the limit and drops one byte more", () => {
  for (const size of [1, 3, 100]) {
    for (const end of ["\n", "\r\n", ""]) {
      const fits = pieces(encode(`12345678${end}`), size);
      assert.deepEqual(split(fits, 8), [{ kind: "text", text: "12345678" }], `${size} ${end}`);
      const [line, ...rest] = split(pieces(encode(`123456789${end}`), size), 8);
      assert.equal(line?.kind, "too_long");
      assert.deepEqual(rest, []);
    }
  }
});

Deno.test("LineSplitter.push() tells how long a dropped line was, and reads on after it", () => {
  for (const size of [1, 7, 64, 100_000]) {
    const bytes = encode(`one\n${"x".repeat(5_000)}\ntwo\n${"y".repeat(300)}`);
    assert.deepEqual(split(pieces(bytes, size), 100), [
      { kind: "text", text: "one" },
      { kind: "too_long", bytes: 5_000 },
      { kind: "text", text: "two" },
      { kind: "too_long", bytes: 300 },
    ]);
  }
});

Deno.test("LineSplitter.push() splits the same however the bytes are cut", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "é", "𝄞", "\ufeff", '"') });
  const property = fc.property(text, fc.integer({ min: 1, max: 7 }), (given, size) => {
    const bytes = encode(given);
    assert.deepEqual(split(pieces(bytes, size), 12), split([bytes], 12));
  });
  fc.assert(property, { seed: 20_260_701, numRuns: 2_000 });
});

Deno.test("LineSplitter.push() does not look at a byte twice while a long line grows", () => {
  // 16 MiB in pieces of 1 KiB: quadratic assembly would copy 128 GiB and never end.
  const piece = new Uint8Array(1_024).fill(0x78);
  const splitter = new LineSplitter(32 * 1_024 * 1_024);
  for (let i = 0; i < 16_384; i++) assert.deepEqual([...splitter.push(piece)], []);
  const [line] = splitter.push(encode("\n"));
  assert.ok(line?.kind === "text");
  assert.equal(line.text.length, 16 * 1_024 * 1_024);
});

Deno.test("LineSplitter.push() does not hold on to the chunks it was given", () => {
  const splitter = new LineSplitter(100);
  const chunk = encode("begin");
  assert.deepEqual([...splitter.push(chunk)], []);
  chunk.fill(0x2d);
  assert.deepEqual([...splitter.push(encode(" end\n"))], [{ kind: "text", text: "begin end" }]);
});

Deno.test("LineSplitter.overflowing tells of a line that is too long before it ends", () => {
  const splitter = new LineSplitter(8);
  assert.deepEqual([...splitter.push(encode("12345678"))], []);
  assert.equal(splitter.overflowing, false);
  assert.deepEqual([...splitter.push(encode("90"))], []);
  assert.equal(splitter.overflowing, true);
  assert.deepEqual([...splitter.push(encode("\nnext"))], [{ kind: "too_long", bytes: 10 }]);
  assert.equal(splitter.overflowing, false);
});
