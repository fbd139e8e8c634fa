import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { decodeBase64, encodeBase64 } from "../../src/lib/base64.ts";

function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
}

/** At once: to compare a million bytes one by one for what to say of them takes seconds. */
function assertSame(actual: Uint8Array | undefined, expected: Uint8Array): void {
  assert.ok(
    actual !== undefined && Buffer.compare(actual, expected) === 0,
    `${actual?.length} bytes, ${expected.length} expected`,
  );
}

// Around the borders of a piece, and of the groups of three and four.
const lengths = [0, 1, 2, 3, 4, 786_431, 786_432, 786_433, 786_434, 1_600_001];

Deno.test("encodeBase64() and decodeBase64() are each other's reverse, across pieces too", async () => {
  for (const length of lengths) {
    const bytes = bytesOf(length);
    const text = await encodeBase64(bytes);
    assert.ok(text === Buffer.from(bytes).toString("base64"), `${length} bytes`);
    assertSame(await decodeBase64(text), bytes);
  }
});

Deno.test("decodeBase64() reads over white space, wherever it stands", async () => {
  const bytes = bytesOf(1_600_001);
  const text = await encodeBase64(bytes);
  assertSame(await decodeBase64(text.replace(/.{76}/g, "$&\r\n")), bytes);
  const odd = `${text.slice(0, 1_000_001)} ${text.slice(1_000_001)}`;
  assertSame(await decodeBase64(odd), bytes);
});

Deno.test("decodeBase64() has nothing for what is no base64", async () => {
  for (const text of ["%", "abc=d", "a", `${"A".repeat(1_100_000)}%`]) {
    assert.equal(await decodeBase64(text), undefined);
  }
});
