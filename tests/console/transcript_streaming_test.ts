import assert from "node:assert/strict";
import fc from "fast-check";
import { browserTest } from "./support/browser.ts";
import { type Tested, transcriptPage } from "./support/transcript_page.ts";

const DOCUMENTS = 300;
const COLOURED = 20;
/** The same documents in every run. */
const SEED = 20_260_101;

/** What documents are made of; put together at random, half of it interrupts the other half. */
const PIECES = [
  ..."text \nmore words\n|\n\n|\n|\r\n|\r\n\r\n|# Head\n|## Two\n|Under\n=====\n|Under\n---\n"
    .split("|"),
  ..."- one\n|- two\n|  - deep\n|* star\n|1. first\n|2. second\n|   1. inner\n|- [ ] due\n|- [x] did\n|-\n"
    .split("|"),
  ..."```js\n|```\n|~~~\n|````md\n|````\n|const a = 1;\n|    indented\n|\tcode\n".split("|"),
  ..."> quote\n|> > deep\n|>\n|lazy\n|---\n|***\n|  |    |      far\n".split("|"),
  ..."<b>bold</b> |<div>\n|</div>\n|<!-- c\n|-->\n|<details>\n|</details>\n|<br>|<pre>\n|</pre>\n"
    .split("|"),
  "| a | b |\n",
  "|---|:-:|\n",
  "| 1 | 2 |\n",
  "| x \\| y | `|` |\n",
  "[name]: https://example.org/a\n",
  "[name]: https://example.org/b 'title'\n",
  "[name] ",
  "[text][name] ",
  "[text](https://example.org/?a=1&b=2) ",
  "![picture](https://example.org/x.png) ",
  "**bold** ",
  "*half",
  "`code` ",
  "`half",
  "~~gone~~ ",
  "https://example.org/x_y_z ",
  "me@example.org ",
  "&copy; &#65; &amp; ",
  "\\* \\\n",
  "[^1]: note\n",
];

const documents = fc.record({
  text: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 40 }).map((all) =>
    all.join("")
  ),
  sizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 }),
});

/**
 * In the page: shows each at once and in pieces, and gives back those that differ. Waiting for the
 * colours of code takes most of the time, so that only some have them.
 */
async function compare(
  { cases, isColoured }: {
    cases: readonly { text: string; sizes: number[] }[];
    isColoured: boolean;
  },
): Promise<unknown[]> {
  // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
  const { document, tested, requestAnimationFrame } = globalThis as any;
  const settled = async () => {
    const root = document.querySelector("#root");
    while (isColoured && tested.highlightsWaiting() > 0) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    const copy = root.cloneNode(true);
    for (const code of isColoured ? [] : copy.querySelectorAll("pre > code")) {
      code.textContent = String(code.textContent);
    }
    return copy.innerHTML;
  };
  const different: unknown[] = [];
  for (const { text, sizes } of cases) {
    tested.showMarkdown("", false);
    tested.showMarkdown(text, false);
    const atOnce = await settled();
    tested.showMarkdown("", false);
    for (let end = 0, turn = 0; end < text.length; turn += 1) {
      end += sizes[turn % sizes.length] ?? 1;
      tested.showMarkdown(text.slice(0, end), true);
    }
    tested.showMarkdown(text, false);
    const inPieces = await settled();
    if (atOnce !== inPieces) different.push({ text, sizes, atOnce, inPieces });
  }
  return different;
}

browserTest(
  "Markdown() ends in the same nodes however a document came",
  transcriptPage,
  async ({ page }) => {
    const cases = fc.sample(documents, { numRuns: DOCUMENTS, seed: SEED });
    assert.deepEqual(await page.evaluate(compare, { cases, isColoured: false }), []);
    const some = cases.slice(0, COLOURED);
    assert.deepEqual(await page.evaluate(compare, { cases: some, isColoured: true }), []);
  },
);

browserTest(
  "Markdown() leaves blocks alone that cannot change",
  transcriptPage,
  async ({ page }) => {
    const touched = await page.evaluate(async () => {
      // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
      const { document, tested, MutationObserver } = globalThis as any;
      const start = "# Head\n\nA paragraph.\n\n- a list\n\n```\ncode\n```\n\nAnother one";
      tested.showMarkdown("", true);
      tested.showMarkdown(start, true);
      const [...blocks] = document.querySelectorAll("#root .md-part > div");
      const records: unknown[] = [];
      const observer = new MutationObserver((all: { target: { textContent: string } }[]) =>
        records.push(...all.map(({ target }) => target.textContent))
      );
      for (const block of blocks.slice(0, -1)) {
        observer.observe(block, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        });
      }
      for (let more = ""; more.length < 300; more += "word ") {
        tested.showMarkdown(start + more, true);
      }
      tested.showMarkdown(`${start} and its end.\n\nThe last.`, false);
      await Promise.resolve();
      observer.disconnect();
      const [...after] = document.querySelectorAll("#root .md-part > div");
      return {
        records,
        kept: blocks.map((block: unknown, index: number) => block === after[index]),
      };
    });
    assert.deepEqual(touched, { records: [], kept: [true, true, true, true, true] });
  },
);

browserTest(
  "Markdown() colours code that is still open once it rests",
  transcriptPage,
  async ({ page }) => {
    const show = (text: string) =>
      page.evaluate((source) => {
        (globalThis as unknown as { tested: Tested }).tested.showMarkdown(source, true);
      }, text);
    await show("```js\nconst a");
    await page.waitForSelector(".code-language");
    assert.equal(await page.locator(".hljs-keyword").count(), 0);
    await page.waitForSelector(".hljs-keyword");
    await show("```js\nconst a = 1;\nreturn a;\n```\n\nText\n\n");
    await page.getByText("return", { exact: true }).waitFor();
    assert.deepEqual(await page.locator(".hljs-keyword").allInnerTexts(), ["const", "return"]);
  },
);
