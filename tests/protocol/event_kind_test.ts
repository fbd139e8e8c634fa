import assert from "node:assert/strict";
import fc from "fast-check";
import { cutSurrogate, joinText } from "../../src/protocol/event_kind.ts";

const [high, low] = ["\ud83c", "\udf00"];

Deno.test("joinText() joins the texts and keeps what both say", () => {
  assert.deepEqual(joinText({ text: "a" }, { text: "b" }), { text: "ab" });
  assert.deepEqual(joinText({ text: "", verbose: true }, { text: "b", verbose: true }), {
    text: "b",
    verbose: true,
  });
});

Deno.test("joinText() keeps verbose and plain pieces apart", () => {
  for (const verbose of [undefined, false]) {
    const plain = verbose === undefined ? { text: "a" } : { text: "a", verbose };
    assert.equal(joinText(plain, { text: "b", verbose: true }), undefined);
    assert.equal(joinText({ text: "b", verbose: true }, plain), undefined);
  }
});

Deno.test("joinText() takes the later rendering for both, and never an earlier one", () => {
  const [first, second] = [{ text: "a", rendered: "A" }, { text: "b", rendered: "AB" }];
  assert.deepEqual(joinText(first, second), { text: "ab", rendered: "AB" });
  assert.deepEqual(joinText(first, { text: "b" }), { text: "ab" });
});

Deno.test("joinText() leaves its arguments as they were", () => {
  const [held, next] = [Object.freeze({ text: "a" }), Object.freeze({ text: "b" })];
  joinText(held, next);
  assert.deepEqual([held, next], [{ text: "a" }, { text: "b" }]);
});

Deno.test("cutSurrogate() leaves a whole text whole", () => {
  for (const text of ["", "a", `${high}${low}`, `a${high}${low}`, low, `${high}a`, "\u{10ffff}"]) {
    assert.equal(cutSurrogate({ text }), undefined, JSON.stringify(text));
  }
});

Deno.test("cutSurrogate() splits off the first half of a character", () => {
  const payload = { text: `a${high}`, verbose: true };
  assert.deepEqual(cutSurrogate(payload), {
    now: { text: "a", verbose: true },
    rest: { text: high, verbose: true },
    bare: false,
  });
});

Deno.test("cutSurrogate() says when nothing is left to say now", () => {
  assert.deepEqual(cutSurrogate({ text: "\udbff" }), {
    now: { text: "" },
    rest: { text: "\udbff" },
    bare: true,
  });
});

Deno.test("cutSurrogate() and joinText() bring halves together wherever a text is cut", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), fc.nat(40), (whole, at) => {
      const [first, second] = [whole.slice(0, at), whole.slice(at)];
      const cut = cutSurrogate({ text: first });
      const sent = cut === undefined ? first : cut.now.text;
      const next = cut === undefined ? { text: second } : joinText(cut.rest, { text: second });
      assert.ok(next !== undefined && sent.isWellFormed() && next.text.isWellFormed());
      assert.equal(sent + next.text, whole);
    }),
    { seed: 20_260_702, numRuns: 3_000 },
  );
});
