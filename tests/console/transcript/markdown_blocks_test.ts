import assert from "node:assert/strict";
import fc from "fast-check";
import { BlockSplitter } from "../../../src/console/transcript/markdown_blocks.ts";

function atOnce(text: string) {
  return new BlockSplitter().read(text, true);
}

Deno.test("BlockSplitter.read() cuts a document at its top level", () => {
  const text = "# Head\n\ntext\nmore\n\n- a\n- b\n\n```\nx\n\ny\n```\nend";
  const blocks = atOnce(text).blocks.filter((block) => block.trim() !== "");
  assert.deepEqual(blocks.map((block) => block.trim()), [
    "# Head",
    "text\nmore",
    "- a\n- b",
    "```\nx\n\ny\n```",
    "end",
  ]);
});

Deno.test("BlockSplitter.read() takes any line end, also one that comes in halves", () => {
  const splitter = new BlockSplitter();
  splitter.read("one\r", false);
  assert.deepEqual(splitter.read("one\r\n\r\ntwo", false).blocks.join(""), "one\n\ntwo");
});

Deno.test("BlockSplitter.read() loses and invents nothing, however a text comes", () => {
  const piece = fc.constantFrom(
    "a",
    "- ",
    "\n",
    "\n\n",
    "```",
    "> ",
    "# ",
    "|",
    "---",
    "    ",
    "[x]: y\n",
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
    const splitter = new BlockSplitter();
    let text = "";
    for (const next of pieces) {
      text += next;
      assert.equal(splitter.read(text, false).blocks.join(""), text);
    }
    assert.deepEqual(splitter.read(text, true), atOnce(text));
  }));
});

Deno.test("BlockSplitter.read() starts over when the text is another", () => {
  const splitter = new BlockSplitter();
  splitter.read("# One\n\ntwo\n\nthree\n\n", false);
  assert.equal(splitter.read("four", false).blocks.join(""), "four");
});

Deno.test("BlockSplitter.read() gives the first definition of a link", () => {
  const { links } = atOnce("[a]: https://one.test\n\ntext\n\n[a]: https://two.test\n");
  assert.equal(links.a?.href, "https://one.test");
});

Deno.test("BlockSplitter.read() cuts at blank lines what the reader trips over", () => {
  // marked 18 throws on this nesting.
  const { blocks } = atOnce("# Head\n\n- a\n  >-\n\tt\n\nend\n");
  assert.deepEqual(blocks.join(""), "# Head\n\n- a\n  >-\n\tt\n\nend\n");
  assert.ok(blocks.length > 1);
});
