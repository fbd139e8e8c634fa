import assert from "node:assert/strict";
import { withoutImages } from "../../src/session/prompt.ts";

Deno.test("withoutImages() leaves out the lines at the end that tell of images, and no others", () => {
  const one = "file:///state/a.png";
  assert.equal(withoutImages(`see\n${one}\n${one}`), "see");
  assert.equal(withoutImages(`see\n${one}\nand say`), `see\n${one}\nand say`);
  assert.equal(withoutImages(`see\n${one} twice`), `see\n${one} twice`);
  assert.equal(withoutImages("see\nfile://"), "see\nfile://");
  assert.equal(withoutImages(one), one);
  assert.equal(withoutImages(""), "");
});

Deno.test("withoutImages() of a long list of files that goes on otherwise is done soon", () => {
  const text = `see${"\nfile:///a".repeat(500_000)}\nand say`;
  assert.equal(withoutImages(text).length, text.length);
});
