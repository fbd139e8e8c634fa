import assert from "node:assert/strict";
import { HeadText, type KeptText, TailText } from "../../src/lib/kept_text.ts";

function kept(text: KeptText, pieces: readonly string[]): string {
  for (const piece of pieces) text.push(new TextEncoder().encode(piece));
  return text.text();
}

Deno.test("HeadText keeps the first characters, and stays well-formed", () => {
  assert.equal(kept(new HeadText(5), ["abc", "defg", "hij"]), "abcde");
  assert.equal(kept(new HeadText(5), ["ab"]), "ab");
  assert.equal(kept(new HeadText(3), ["ab🌊"]), "ab\uFFFD");
});

Deno.test("TailText keeps the last characters, and no half of one", () => {
  assert.equal(kept(new TailText(5), ["abc", "defg", "hij"]), "fghij");
  assert.equal(kept(new TailText(5), ["ab"]), "ab");
  assert.equal(kept(new TailText(3), ["x🌊ab"]), "ab");
  assert.equal(kept(new TailText(10), ["y".repeat(1_000), "end"]), `${"y".repeat(7)}end`);
});

Deno.test("TailText joins a character that came in two pieces, and can be read in between", () => {
  const tail = new TailText(10);
  const bytes = new TextEncoder().encode("Größe");
  tail.push(bytes.slice(0, 3));
  assert.equal(tail.text(), "Gr");
  tail.push(bytes.slice(3));
  assert.equal(tail.text(), "Größe");
});
