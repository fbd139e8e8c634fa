/** Answers that are still being said. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { markdownText } from "../../src/adapters/ansi_text.ts";
import { bare, openStyles, signs } from "./support/signs.ts";

const open = (text: string, cols = 200) =>
  markdownText(text, { cols, colours: true, isOpen: true });
const whole = (text: string, cols = 200) =>
  markdownText(text, { cols, colours: true, isOpen: false });

Deno.test("markdownText() of a beginning shows nothing of a sign that is not whole", () => {
  const cases: [text: string, shown: string][] = [
    ["a *", "a"],
    ["a **bo", "a"],
    ["a **bold*", "a"],
    ["a **bold**", "a <1>bold<22>"],
    ["a **bold** b", "a <1>bold<22> b"],
    ["a _x_", "a"],
    ["a _x_ ", "a <3>x<23>"],
    ["a `co", "a"],
    ["a `code", "a"],
    ["a ``code`", "a"],
    ["a `code` b", "a <33>code<39> b"],
    ["a ~~gone", "a"],
    ["a [link", "a"],
    ["a [link]", "a"],
    ["a [link](https://exam", "a"],
    ["a [link](u) b", "a <4>link<24> (u) b"],
    ["a ![image](u", "a"],
    ["**a `b** c", ""],
    ["2 * 3 = 6, a_b_c, x < y & z", "2 * 3 = 6, a_b_c, x < y & z"],
    ["a\n\n#", "a"],
    ["a\n\n##", "a"],
    ["a\n\n-", "a"],
    ["a\n-", "a"],
    ["a\n\n1", "a"],
    ["a\n\n1.", "a"],
    ["a\n\n``", "a"],
    ["a\n\n```t", "a"],
    ["a\n\n```ts\nlet x", "a\n\n  <33>let x<39>"],
    ["```ts\nlet x\n``", "  <33>let x<39>"],
    ["- a\n- **b", "• a\n•"],
    ["> a *b", "<2>│<22> a"],
  ];
  for (const [text, shown] of cases) assert.equal(signs(open(text)), shown, JSON.stringify(text));
});

Deno.test("markdownText() of a beginning shows a table once it is one, row by row", () => {
  const head = "<1>a<22> │ <1>b<22>\n──┼──";
  const cases: [text: string, shown: string][] = [
    ["t\n\n| a | b", "t"],
    ["t\n\n| a | b |\n", "t"],
    ["t\n\n| a | b |\n|--", "t"],
    ["t\n\n| a | b |\n|---|---|", "t"],
    ["t\n\n| a | b |\n|---|---|\n", `t\n\n${head}`],
    ["t\n\n| a | b |\n|---|---|\n| 1 | lo", `t\n\n${head}`],
    ["t\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", `t\n\n${head}\n1 │ 2`],
    ["t\n\na | b\n", "t"],
    ["t\n\n| no table\nat all", "t\n\n| no table\nat all"],
  ];
  for (const [text, shown] of cases) assert.equal(signs(open(text)), shown, JSON.stringify(text));
});

Deno.test("markdownText() of a beginning shows what waits for long, without a style", () => {
  const text = `a *${"word ".repeat(60)}`;
  assert.equal(open(text, 900), text.trimEnd());
  const styled = `a [**bold** ${"word ".repeat(60)}`;
  assert.equal(open(styled, 900), `a [bold ${"word ".repeat(60)}`.trimEnd());
  assert.equal(open(`${text}\n\nb`, 900), `${text.trimEnd()}\n\nb`);
});

const SAMPLE = [
  "# A **title**\n\nHigh **water** at `11:40`, *not* ~~noon~~: [table](https://example.org/t), and",
  " ***both*** or __this__, snake_case, 2 * 3 * 4, `` a ` b ``, <https://x.org>, a < b && c > d.\n\n",
  "- one **bold**\n- two [l](u)\n  - nested `x`\n- [ ] to *do*\n\n3. three\n4. four\n\n",
  "> quoted *text*\n> and more\n\n```ts\nconst a = `${b}`; // **no**\n```\n\n---\n\nThe `end`.",
].join("");

Deno.test("markdownText() of a beginning is how the whole text begins, wherever it was cut", () => {
  const end = whole(SAMPLE);
  for (let cut = 0; cut <= SAMPLE.length; cut++) {
    const shown = open(SAMPLE.slice(0, cut));
    for (const line of shown.split("\n")) assert.deepEqual(openStyles(line), []);
    // What closes the last style stands where the whole text goes on.
    // deno-lint-ignore no-control-regex
    const start = shown.replace(/(?:\x1b\[(?:2\d|39)m)+$/, "").trimEnd();
    assert.ok(
      end.startsWith(start),
      `${JSON.stringify(SAMPLE.slice(0, cut).slice(-30))}: ${shown}`,
    );
  }
  assert.equal(open(`${SAMPLE}\n\n`), end);
});

Deno.test("markdownText() of any beginning shows no more than there is, in lines of the width", () => {
  const signs = [
    "*",
    "**",
    "_",
    "`",
    "```\n",
    "[",
    "](u)",
    "| a |\n",
    "|---|\n",
    "\n",
    "\n\n",
    "- ",
    "> ",
  ];
  const texts = fc.array(fc.oneof(fc.constantFrom(...signs), fc.lorem({ maxCount: 3 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(texts, (pieces) => {
      const text = pieces.join("");
      const letters = bare(open(text, 40)).match(/[a-z]/gi)?.length ?? 0;
      assert.ok(letters <= (text.match(/[a-z]/gi)?.length ?? 0));
      // Once a blank line has ended it, a text that has no open fence waits for nothing.
      if (!text.includes("`")) assert.equal(open(`${text}\n\nx`, 40), whole(`${text}\n\nx`, 40));
    }),
    { numRuns: 200 },
  );
});
