import assert from "node:assert/strict";
import * as fc from "fast-check";
import { textPieces, textPreview } from "../../src/agent/text_pieces.ts";

Deno.test("textPieces() cuts before the white space of the next word", () => {
  assert.deepEqual([...textPieces("one two\n\nthree ")], ["one", " two", "\n\nthree", " "]);
  assert.deepEqual([...textPieces(" one\r\ntwo")], [" one", "\r\ntwo"]);
  assert.deepEqual([...textPieces("")], []);
});

Deno.test("textPieces() cuts text without spaces", () => {
  const pieces = [...textPieces("漢".repeat(100))];
  assert.deepEqual(pieces.map((piece) => piece.length), [32, 32, 32, 4]);
});

Deno.test("textPieces() never cuts inside a grapheme", () => {
  const family = "👨‍👩‍👧‍👦";
  const pieces = [...textPieces(family.repeat(9))];
  assert.equal(pieces.join(""), family.repeat(9));
  for (const piece of pieces) assert.equal(piece.length % family.length, 0);
  // An Arabic number sign belongs to the space behind it.
  assert.deepEqual([...textPieces("a\u0600 b")], ["a\u0600 b"]);
});

Deno.test("textPieces() joined is the text, and every cut is between graphemes", () => {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const pieces = [...textPieces(text)];
      assert.equal(pieces.join(""), text);
      const boundaries = new Set([...segmenter.segment(text)].map(({ index }) => index));
      let end = 0;
      for (const piece of pieces) {
        assert.ok(boundaries.has(end), `cut at ${end} in ${JSON.stringify(text)}`);
        end += piece.length;
      }
    }),
    { seed: 20260101, numRuns: 500 },
  );
});

Deno.test("textPieces() keeps lone surrogates", () => {
  const text = "a\ud800 b\udc00";
  assert.equal([...textPieces(text)].join(""), text);
});

Deno.test("textPreview() returns a short text as it is", () => {
  assert.equal(textPreview("12345", 5), "12345");
});

Deno.test("textPreview() ends a long text in an ellipsis, within the limit", () => {
  assert.equal(textPreview("123456", 5), "1234…");
  assert.equal(textPreview("12👍🏽45678", 6), "12…");
});
