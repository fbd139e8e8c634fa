/** Texts that were made to do something else than to be read. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { markdownText } from "../../src/adapters/ansi_text.ts";
import { openStyles, strangers } from "./support/signs.ts";

const looks = [true, false].flatMap((isOpen) =>
  [true, false].map((colours) => ({ cols: 40, colours, isOpen }))
);

/** What would do something in a terminal, and what is around it in markdown. */
const attacks: readonly string[] = [
  "\x1b]0;another title\x07",
  "\x1b]2;another title\x1b\\",
  "\x1b]8;;https://evil.example/\x1b\\click\x1b]8;;\x1b\\",
  "\x1b]52;c;cm0gLXJmIC8=\x07",
  "\x1b[2J\x1b[H\x1b[31m",
  '\x1bP$q"p\x1b\\ \x1b_apc\x1b\\ \x1bc \x1b(0',
  "\x9b31mred\x9d0;title\x9c",
  "\u202egnp.exe\u202c \u2066isolate\u2069 \u2028line",
  "a\rb\x08\x08c\x7f\x00\x0b\x0c",
  "&#27;[2J &#x1b;[2J &#155;",
  "\ud83d half, \udc00 half",
  "\u{e0041}\u{e007f}\ufeff\ufff9hidden\ufffb",
];

Deno.test("markdownText() lets nothing of a text reach the terminal but what is to be read", () => {
  const around = ["X", "**X**", "`X`", "```X\nX\n```", "# X", "> X", "- X", "[X](X)", "![X](X)"];
  const more = [
    "<X>",
    "<a href='X'>X</a>",
    "| X |\n|---|\n| X |\n",
    "[x]: X\n\n[x]",
    "    X",
    "~~X~~",
  ];
  for (const attack of attacks) {
    for (const frame of [...around, ...more]) {
      const text = frame.replaceAll("X", attack);
      for (const look of looks) {
        const shown = markdownText(text, look);
        assert.deepEqual(strangers(shown), [], JSON.stringify({ text, shown }));
        assert.ok(shown.isWellFormed(), JSON.stringify(shown));
        for (const line of shown.split("\n")) {
          assert.deepEqual(openStyles(line), [], JSON.stringify({ text, shown }));
        }
      }
    }
  }
});

Deno.test("markdownText() lets nothing through of any text, and closes what it opens", () => {
  const pieces = [
    ...attacks,
    ...["**", "*", "__", "~~", "`", "```", "\n", "\n\n", "| ", "|---|", "[", "](", ")", "> ", "- "],
    ...["1. ", "# ", "<", ">", "\\", "&amp;", "    ", "word ", "潮", "👩‍👩‍👧", "é", "https://x.org"],
  ];
  const texts = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary" })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(
      texts,
      fc.constantFrom(...looks),
      fc.integer({ min: 20, max: 90 }),
      (text, look, cols) => {
        const shown = markdownText(text.join(""), { ...look, cols });
        assert.deepEqual(strangers(shown), []);
        for (const line of shown.split("\n")) assert.deepEqual(openStyles(line), []);
      },
    ),
    { numRuns: 300 },
  );
});
