import assert from "node:assert/strict";
import stringWidth from "string-width";
import { markdownText } from "../../src/adapters/ansi_text.ts";
import { openStyles, signs } from "./support/signs.ts";

const markdown = (text: string, cols: number, colours = true) =>
  markdownText(text, { cols, colours, isOpen: false });

Deno.test("markdownText() shows what is written in a line", () => {
  const text = "High **water** at `11:40`, *not* ~~noon~~: [table](https://example.org/t).";
  assert.equal(
    signs(markdown(text, 120)),
    "High <1>water<22> at <33>11:40<39>, <3>not<23> <9>noon<29>: " +
      "<4>table<24> (https://example.org/t).",
  );
  assert.equal(signs(markdown("<https://example.org>", 80)), "<4>https://example.org<24>");
});

Deno.test("markdownText() shows blocks with a line between them, and lists with what is in them", () => {
  const text = [
    ...["# Tides", "", "- one **bold**", "- two", "  - nested `x`", ""],
    ...["3. three", "4. four", "", "> quoted", "", "```ts", "const a = 1;", "```", "", "---"],
  ].join("\n");
  assert.deepEqual(signs(markdown(text, 20)).split("\n"), [
    ...["<1><4>Tides<24><22>", "", "• one <1>bold<22>", "• two", "  • nested <33>x<39>", ""],
    ...["3. three", "4. four", "", "<2>│<22> quoted", "", "  <33>const a = 1;<39>", ""],
    `<2>${"─".repeat(20)}<22>`,
  ]);
});

Deno.test("markdownText() shows a table in columns where there is room, and row by row where there is none", () => {
  const text = "| hour | tide |\n|---|--:|\n| 11:40 | high |\n| 18:02 | low |";
  assert.deepEqual(signs(markdown(text, 40)).split("\n"), [
    ...["<1>hour<22>  │ <1>tide<22>", "──────┼─────", "11:40 │ high", "18:02 │  low"],
  ]);
  assert.deepEqual(signs(markdown(text, 11)).split("\n"), [
    ...["<1>hour<22>: 11:40", "<1>tide<22>: high", "", "<1>hour<22>: 18:02", "<1>tide<22>: low"],
  ]);
});

Deno.test("markdownText() keeps every line within the width, also of wide characters", () => {
  const text = `${"word ".repeat(40)}\n\n- ${"潮".repeat(60)}\n\n> ${"x".repeat(90)}\n\n    ${
    "code ".repeat(30)
  }`;
  for (const cols of [20, 33, 80]) {
    for (const line of markdown(text, cols).split("\n")) {
      assert.ok(stringWidth(line) <= cols, `${stringWidth(line)} > ${cols}: ${line}`);
    }
  }
});

Deno.test("markdownText() of folds without end is shown in the end", () => {
  for (const sign of ["> ", "- "]) markdown(sign.repeat(200) + "x", 80);
});

Deno.test("markdownText() lets what is in a style have others beside it", () => {
  assert.equal(
    signs(markdown("# a **b** c", 80)),
    "<1><4>a <24><22><1><4>b<24><22><1><4> c<24><22>",
  );
  assert.equal(
    signs(markdown("**a *b* `c` d**", 80)),
    [
      ...["<1>a <22>", "<1><3>b<23><22>", "<1> <22>", "<1><33>c<39><22>", "<1> d<22>"],
    ].join(""),
  );
});

Deno.test("markdownText() leaves no style open at the end of a line", () => {
  const text = `> **${"bold *both* ".repeat(20)}**\n\n- [${"a word ".repeat(20)}](https://x.org)`;
  for (const line of markdown(text, 24).split("\n")) assert.deepEqual(openStyles(line), [], line);
});

Deno.test("markdownText() without colours has none, and what is bold still is", () => {
  const text = "**b** `c`\n\n    code\n\n| *h* |\n|---|\n| x |";
  const shown = signs(markdown(text, 80, false));
  assert.doesNotMatch(shown, /<[34]\d>/);
  assert.match(shown, /^<1>b<22> c/);
});

Deno.test("markdownText() shows the characters that entities stand for", () => {
  assert.equal(
    markdown("a &amp; b &lt;c&gt; `&lt;` &#27;[2J &nope;", 80),
    "a & b <c> \x1b[33m&lt;\x1b[39m [2J &nope;",
  );
});

Deno.test("markdownText() shows a text as it was written that is made to be slow, and no other", () => {
  const slow = `*b* ${"*a_".repeat(5_000)}`;
  assert.match(markdown(slow, 400), /^\*b\* \*a_\*a_/);
  const paragraphs = Array.from({ length: 40 }, () => "*a_".repeat(120)).join("\n\n");
  assert.match(markdown(`*b*\n\n${paragraphs}`, 400), /^\*b\*\n/);
  const usual = Array.from({ length: 20 }, () => `${"*a* and __b__, ".repeat(15)}c_d_e`);
  assert.doesNotMatch(markdown(usual.join("\n\n"), 400), /[*]|__/);
});
