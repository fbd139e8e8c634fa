import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Entry } from "../../src/console/entries.ts";
import { eventually } from "../conformance/patience.ts";
import { browserTest } from "./support/browser.ts";
import {
  answer,
  said,
  show,
  type Tested,
  tool,
  transcriptPage,
} from "./support/transcript_page.ts";

const MANY = 5_000;

/** Rows of very different heights, so that what is guessed of them is wrong. */
function rows(count: number, prefix = "r"): Entry[] {
  return Array.from({ length: count }, (_, index) => {
    const key = `${prefix}${index}`;
    if (index % 5 === 0) return said(key, `Question ${index}`);
    if (index % 5 === 1) return tool(key, "terminal", { context: `command ${index}`, seconds: 1 });
    const items = Array.from({ length: 1 + (index * 7) % 23 }, (_, item) => `- item ${item}`);
    return answer(key, `Answer ${index}\n\n${items.join("\n")}\n\n\`\`\`\ncode\n\`\`\``);
  });
}

/** What is in sight: the rows by index with the place of each, and how far it is to the end. */
interface Sight {
  readonly rows: { readonly index: number; readonly key: string; readonly top: number }[];
  readonly inPage: number;
  readonly toEnd: number;
}

/** In the page, after two frames: by then what has changed has been measured and shown. */
async function look(scroll?: number): Promise<Sight> {
  // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
  const { document, requestAnimationFrame } = globalThis as any;
  const box = document.querySelector(".transcript-scroll");
  const frames = async (count: number) => {
    for (let i = 0; i < count; i += 1) await new Promise((done) => requestAnimationFrame(done));
  };
  if (scroll !== undefined) box.scrollTop += scroll;
  await frames(4);
  const all = [...document.querySelectorAll(".row")].map((row) => ({
    index: Number(row.dataset.index),
    key: row.dataset.key,
    top: Math.round(row.getBoundingClientRect().top),
    bottom: Math.round(row.getBoundingClientRect().bottom),
  }));
  return {
    rows: all.filter(({ top, bottom }) => bottom > 0 && top < box.clientHeight),
    inPage: all.length,
    toEnd: Math.round(box.scrollHeight - box.clientHeight - box.scrollTop),
  };
}

/** Resolves once it stays at one of its ends for half a second. */
async function stays(page: Page, end: "start" | "end"): Promise<void> {
  await eventually(`it stays at its ${end}`, () => page.evaluate(isKept, end));
}

// Runs in the page.
async function isKept(end: string): Promise<boolean> {
  // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
  const { document, requestAnimationFrame } = globalThis as any;
  const box = document.querySelector(".transcript-scroll");
  for (let frame = 0; frame < 30; frame += 1) {
    const toEnd = box.scrollHeight - box.clientHeight - box.scrollTop;
    if (Math.round(end === "start" ? box.scrollTop : toEnd) !== 0) return false;
    await new Promise((done) => requestAnimationFrame(done));
  }
  return true;
}

// Runs in the page.
async function isAtRest(): Promise<boolean> {
  // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
  const { document, requestAnimationFrame } = globalThis as any;
  const place = () => document.querySelector(".transcript-scroll").scrollTop;
  const before = place();
  for (let i = 0; i < 6; i += 1) await new Promise((done) => requestAnimationFrame(done));
  return place() === before;
}

/** The indexes in sight follow each other, as do their places. */
function assertInOrder({ rows, inPage }: Sight): void {
  assert.ok(inPage < 100, `rows in the page: ${inPage}`);
  rows.slice(1).forEach((row, position) => {
    const before = rows[position];
    assert.ok(
      before && row.index === before.index + 1 && row.top > before.top,
      JSON.stringify(rows),
    );
  });
}

function append(page: Page, more: readonly Entry[]): Promise<void> {
  return page.evaluate((entries) => {
    (globalThis as unknown as { tested: Tested }).tested.appendEntries(entries);
  }, more);
}

browserTest(
  "Transcript() has few of many rows in the page, and reaches both ends",
  transcriptPage,
  async ({ page }) => {
    await show(page, rows(MANY));
    const atEnd = await page.evaluate(look, undefined);
    assertInOrder(atEnd);
    assert.equal(atEnd.rows.at(-1)?.index, MANY - 1);
    assert.equal(atEnd.toEnd, 0);

    await page.focus(".transcript-scroll");
    await page.keyboard.press("Home");
    await page.waitForSelector("[data-key=r0]");
    const atStart = await page.evaluate(look, undefined);
    assertInOrder(atStart);
    assert.deepEqual([atStart.rows[0]?.index, atStart.rows[0]?.top], [0, 0]);

    await page.getByRole("button", { name: "Jump to latest" }).click();
    await page.waitForSelector(`[data-key=r${MANY - 1}]`);
    const back = await page.evaluate(look, undefined);
    assertInOrder(back);
    assert.equal(back.toEnd, 0);
    assert.equal(await page.getByRole("button", { name: "Jump to latest" }).count(), 0);
  },
);

browserTest(
  "Transcript() does not jump while rows above are measured",
  transcriptPage,
  async ({ page }) => {
    await show(page, rows(MANY));
    let before = await page.evaluate(look, undefined);
    for (let step = 0; step < 40; step += 1) {
      const after = await page.evaluate(look, -333);
      assertInOrder(after);
      const moved = before.rows.flatMap(({ key, top }) => {
        const same = after.rows.find((row) => row.key === key);
        return same === undefined ? [] : [same.top - top];
      });
      assert.ok(moved.length > 0);
      for (const distance of moved) {
        assert.ok(
          Math.abs(distance - 333) <= 2,
          `step ${step}: ${moved}`,
        );
      }
      before = after;
    }
  },
);

browserTest("Transcript() follows the end as it grows", transcriptPage, async ({ page }) => {
  await show(page, rows(50));
  let text = "";
  for (let step = 0; step < 30; step += 1) {
    text += `Line ${step} of what grows\n\n`;
    await page.evaluate(([key, said]) => {
      (globalThis as unknown as { tested: Tested }).tested.replaceLast({
        kind: "answer",
        key,
        text: said,
        reasoning: "",
        live: true,
      });
    }, ["r49", text] as const);
    const sight = await page.evaluate(look, undefined);
    assert.equal(sight.toEnd, 0, `step ${step}`);
  }
  await append(page, rows(3, "new"));
  await page.waitForSelector("[data-key=new2]");
  const sight = await page.evaluate(look, undefined);
  assert.deepEqual([sight.toEnd, sight.rows.at(-1)?.key], [0, "new2"]);
  // Less room, as when more lines are typed below it.
  await page.setViewportSize({ width: 1000, height: 400 });
  assert.equal((await page.evaluate(look, undefined)).toEnd, 0);
});

browserTest(
  "Transcript() jumps where it is told to while keys and wheel still scroll it",
  transcriptPage,
  async ({ page }) => {
    await show(page, rows(300));
    await page.focus(".transcript-scroll");
    await page.keyboard.press("Home");
    await stays(page, "start");
    for (let pages = 0; pages < 10; pages += 1) await page.keyboard.press("PageDown");
    await page.keyboard.press("Home");
    await stays(page, "start");

    await page.keyboard.press("End");
    await stays(page, "end");
    for (let pages = 0; pages < 10; pages += 1) await page.keyboard.press("PageUp");
    await page.keyboard.press("End");
    await stays(page, "end");

    await page.mouse.move(400, 300);
    await page.mouse.wheel(0, -3_000);
    await page.getByRole("button", { name: "Jump to latest" }).click();
    await stays(page, "end");
    assert.equal(await page.getByRole("button", { name: "Jump to latest" }).count(), 0);
  },
);

browserTest("Transcript() keeps the place of who reads back", transcriptPage, async ({ page }) => {
  await show(page, rows(300));
  await page.mouse.move(400, 300);
  await page.mouse.wheel(0, -900);
  await page.getByRole("button", { name: "Jump to latest" }).waitFor();
  await eventually("the wheel rests, which moves smoothly", () => page.evaluate(isAtRest));
  const before = await page.evaluate(look, undefined);
  assert.ok(before.toEnd > 300);

  await append(page, rows(20, "new"));
  const grown = await page.evaluate(look, undefined);
  assert.deepEqual(grown.rows, before.rows);

  // Earlier rows that were loaded: the same rows stay in sight, with other numbers.
  await page.evaluate((entries) => {
    (globalThis as unknown as { tested: Tested }).tested.setEntries(entries);
  }, [...rows(40, "old"), ...rows(300), ...rows(20, "new")]);
  await page.waitForSelector("[aria-setsize='360']");
  const earlier = await page.evaluate(look, undefined);
  assert.deepEqual(
    earlier.rows.map(({ key, top }) => ({ key, top })),
    before.rows.map(({ key, top }) => ({ key, top })),
  );
});

for (const [when, frames] of [["slowly", 3], ["before the next frame", 0]] as const) {
  browserTest(
    `Transcript() shows who says something what is said, though it is taken ${when}`,
    transcriptPage,
    async ({ page }) => {
      const before = rows(300);
      await show(page, before);
      await page.focus(".transcript-scroll");
      await page.keyboard.press("Home");
      await stays(page, "start");
      await page.evaluate(async ({ before, sending, taken, frames }) => {
        const { tested, requestAnimationFrame } = globalThis as unknown as {
          tested: Tested;
          requestAnimationFrame(done: () => void): void;
        };
        tested.setEntries([...before, sending]);
        for (let i = 0; i < frames; i += 1) await new Promise<void>(requestAnimationFrame);
        tested.setEntries([...before, ...taken]);
      }, {
        before,
        sending: said("p-1", "And now?", { state: "sending" }),
        taken: [said("s-1", "And now?"), answer("s-2", "Now this")],
        frames,
      });
      await stays(page, "end");
      await page.waitForSelector("[data-key=s-2]");
    },
  );
}

browserTest(
  "Transcript() remembers what was folded open while it was out of sight",
  transcriptPage,
  async ({ page }) => {
    const entries = [tool("t", "terminal", { result: "the result" }), ...rows(300)];
    await show(page, entries);
    await page.focus(".transcript-scroll");
    await page.keyboard.press("Home");
    await page.locator("[data-key=t] summary").click();
    await page.getByText("the result").waitFor();
    await page.focus(".transcript-scroll");
    await page.keyboard.press("End");
    await page.waitForSelector("[data-key=t]", { state: "detached" });
    await page.keyboard.press("Home");
    await page.getByText("the result").waitFor();
  },
);
