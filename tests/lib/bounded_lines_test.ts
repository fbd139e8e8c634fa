import assert from "node:assert/strict";
import { type BoundedLine, boundedLines } from "../../src/lib/bounded_lines.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function lines(chunks: (string | Uint8Array)[], maxBytes?: number): Promise<BoundedLine[]> {
  const bytes = chunks.map((chunk) => typeof chunk === "string" ? encode(chunk) : chunk);
  return Array.fromAsync(boundedLines(ReadableStream.from(bytes), { maxBytes }));
}

Deno.test("boundedLines() yields lines, also the last one without a line end", async () => {
  assert.deepEqual(await lines(["o", "ne\r\ntwo\n\nth", "ree"]), [
    { kind: "text", text: "one" },
    { kind: "text", text: "two" },
    { kind: "text", text: "" },
    { kind: "text", text: "three" },
  ]);
});

Deno.test("boundedLines() tells once of a line that is too long, and reads on behind it", async () => {
  const tooLong = { kind: "too_long", maxBytes: 4 };
  const [a, b] = [{ kind: "text", text: "a" }, { kind: "text", text: "b" }];
  assert.deepEqual(await lines(["a\n12345\nb\n"], 4), [a, tooLong, b]);
  assert.deepEqual(await lines(["a\n123", "45", "678", "9\nb", "\n"], 4), [a, tooLong, b]);
  assert.deepEqual(await lines(["123456", "7\n123456", "78\nb"], 4), [tooLong, tooLong, b]);
  assert.deepEqual(await lines(["1234\r\n", "12345"], 4), [
    { kind: "text", text: "1234" },
    tooLong,
  ]);
});

Deno.test("boundedLines() tells of a line without an end as soon as it is too long", async () => {
  const piece = new Uint8Array(1_048_576).fill(0x78);
  let given = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      given += piece.length;
      controller.enqueue(piece);
    },
    cancel() {
      cancelled = true;
    },
  });
  for await (const line of boundedLines(endless)) {
    assert.deepEqual(line, { kind: "too_long", maxBytes: 16_777_216 });
    break;
  }
  assert.ok(given <= 16_777_216 + 3 * piece.length, `${given}`);
  assert.equal(cancelled, true);
});

Deno.test("boundedLines() tells of a line that is not UTF-8, and reads on behind it", async () => {
  const bytes = new Uint8Array([0x7b, 0xff, 0xfe, 0x00, 0x0a, 0x62, 0x0a]);
  assert.deepEqual(await lines([bytes]), [
    { kind: "not_utf8", text: "{\ufffd\ufffd\0" },
    { kind: "text", text: "b" },
  ]);
});

Deno.test("boundedLines() mends a character that a chunk's edge cuts", async () => {
  const bytes = encode("€\n");
  assert.deepEqual(await lines([bytes.slice(0, 1), bytes.slice(1)]), [{ kind: "text", text: "€" }]);
});

Deno.test("boundedLines() reads no faster than its lines are taken", async () => {
  let pulls = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulls++;
      controller.enqueue(encode(`${pulls}\n`));
    },
  }, { highWaterMark: 0 });
  const iterator = boundedLines(stream);
  for (let i = 1; i <= 10; i++) {
    assert.deepEqual((await iterator.next()).value, { kind: "text", text: `${i}` });
    assert.equal(pulls, i);
  }
  await iterator.return();
});

Deno.test("boundedLines() throws what reading throws", async () => {
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error("pipe broke"));
    },
  });
  await assert.rejects(Array.fromAsync(boundedLines(stream)), /pipe broke/);
});
