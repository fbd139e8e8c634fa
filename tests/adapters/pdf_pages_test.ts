import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { pdfPages } from "../../src/adapters/pdf_pages.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { imageFacts, imageKind } from "../../src/workspace/image_kind.ts";
import { Children } from "./support/children.ts";
import { pdfOf } from "./support/pdf.ts";

const never = new AbortController().signal;
const all = { first: 1, last: undefined };
const cannotDraw =
  spawnSync("sh", ["-c", "command -v pdftoppm && command -v pdfinfo"]).status !== 0;

/** Draws in a folder of its own, which must be empty at the end. */
async function inFolder(
  run: (made: { pages: ReturnType<typeof pdfPages>; folder: string }) => Promise<void>,
): Promise<void> {
  await using children = new Children();
  const folder = await Deno.makeTempDir();
  try {
    const { spawn } = children.processes;
    await run({ pages: pdfPages({ spawn, clock: systemClock, folder }), folder });
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder), ({ name }) => name), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "pdfPages() draws the pages that are asked for, at 150 dots an inch",
  ignore: cannotDraw,
  fn: () =>
    inFolder(async ({ pages }) => {
      assert.equal(await pages.missing(), undefined);
      const pdf = pdfOf([[144, 72], [72, 144], [72, 72]]);
      const drawn = await pages.draw(pdf, all, never);
      assert.ok(drawn.kind === "pages");
      assert.equal(drawn.total, 3);
      const shown = drawn.pages.map(({ page, bytes }) => {
        assert.equal(imageKind(bytes)?.mimeType, "image/png");
        const { width, height } = imageFacts(bytes);
        return `${page}: ${width}x${height}`;
      });
      assert.deepEqual(shown, ["1: 300x150", "2: 150x300", "3: 150x150"]);
      const one = await pages.draw(pdf, { first: 2, last: 2 }, never);
      assert.ok(one.kind === "pages");
      assert.deepEqual(one.pages.map(({ page }) => page), [2]);
      for (const range of [{ first: 4, last: undefined }, { first: 1, last: 4 }]) {
        assert.deepEqual(await pages.draw(pdf, range, never), { kind: "no_such_page", total: 3 });
      }
    }),
});

Deno.test({
  name: "pdfPages() draws 25 pages at once at most",
  ignore: cannotDraw,
  fn: () =>
    inFolder(async ({ pages }) => {
      const pdf = pdfOf(Array.from({ length: 30 }, () => [36, 36]));
      const drawn = await pages.draw(pdf, { first: 3, last: undefined }, never);
      assert.ok(drawn.kind === "pages");
      const numbers = drawn.pages.map(({ page }) => page);
      assert.deepEqual([numbers.length, numbers[0], numbers.at(-1)], [25, 3, 27]);
    }),
});

Deno.test({
  name: "pdfPages() draws a page of a mile so small that it has some pixels and no more",
  ignore: cannotDraw,
  fn: () =>
    inFolder(async ({ pages }) => {
      const drawn = await pages.draw(pdfOf([[4_500_000, 90_000]]), all, never);
      assert.ok(drawn.kind === "pages", JSON.stringify(drawn));
      const { width = 0, height = 0 } = imageFacts(drawn.pages[0]!.bytes);
      assert.ok(width <= 7_201 && width > 7_000 && height < 150, `${width}x${height}`);
    }),
});

Deno.test({
  name: "pdfPages() says why nothing can be drawn of what is damaged or interrupted",
  ignore: cannotDraw,
  fn: () =>
    inFolder(async ({ pages, folder }) => {
      const damaged = new TextEncoder().encode(`%PDF-1.4\n${"x".repeat(10_000)}`);
      const failed = await pages.draw(damaged, all, never);
      assert.equal(failed.kind, "failed");
      assert.ok(!JSON.stringify(failed).includes(folder), "it names a temporary file");
      const abort = new AbortController();
      abort.abort();
      assert.deepEqual(await pages.draw(pdfOf([[72, 72]]), all, abort.signal), {
        kind: "failed",
        why: "it was interrupted",
      });
    }),
});

Deno.test({
  name: "pdfPages() tells what to install where there is no pdftoppm",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using children = new Children();
    const { spawn } = children.processes;
    // The shell is found, and finds nothing.
    const lost: typeof spawn = ({ command, args: [flag = "", script, ...args] }) =>
      spawn({ command, args: [flag, `PATH=/nowhere; ${script}`, ...args] });
    const pages = pdfPages({ spawn: lost, clock: systemClock });
    assert.match(await pages.missing() ?? "", /^pdftoppm is not on the PATH.*install poppler/);
  },
});
