import assert from "node:assert/strict";
import stringWidth from "string-width";
import { diffText } from "../../src/adapters/ansi_diff.ts";
import { painter } from "../../src/adapters/ansi_paint.ts";
import { bare, openStyles, signs, strangers } from "./support/signs.ts";

const diff = (text: string, cols = 80, colours = true) =>
  diffText(text, { cols, paint: painter(colours) });

const TEXT = "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same";

Deno.test("diffText() tells what is added from what is taken away", () => {
  assert.equal(
    signs(diff(TEXT)),
    "<1>--- a<22>\n<1>+++ b<22>\n<36>@@ -1 +1 @@<39>\n<31>-old<39>\n<32>+new<39>\n same",
  );
});

Deno.test("diffText() without colours has none", () => {
  assert.equal(signs(diff(TEXT, 80, false)), `<1>--- a<22>\n<1>+++ b<22>${TEXT.slice(11)}`);
});

Deno.test("diffText() breaks lines at the width, and each part has the style of its line", () => {
  const text = `+${"word ".repeat(9)}\n-${"潮".repeat(20)}\n ${"é".repeat(50)}`;
  const lines = diff(text, 20).split("\n");
  for (const line of lines) {
    assert.ok(stringWidth(line) <= 20, line);
    assert.deepEqual(openStyles(line), []);
  }
  assert.equal(bare(lines.join("")), text.replaceAll("\n", ""));
  assert.deepEqual(lines.map((line) => /\[(\d+)m/.exec(line)?.[1]), [
    ...["32", "32", "32", "31", "31", "31", undefined, undefined, undefined],
  ]);
});

Deno.test("diffText() lets no sequence of the diff itself through", () => {
  const text =
    "+a\x1b]0;title\x07\x1b]8;;https://evil.example\x1b\\b\x1b]8;;\x1b\\ \x9b2J\u202e\r\n-c\td";
  assert.deepEqual(strangers(diff(text)), []);
  assert.match(diff(text), /title/);
});
