import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Entry } from "../../src/console/entries.ts";
import { browserTest } from "./support/browser.ts";
import { hostileHtml, hostileTexts } from "./support/hostile_texts.ts";
import {
  answer,
  said,
  settled,
  show,
  type Tested,
  tool,
  transcriptPage,
  unfold,
} from "./support/transcript_page.ts";

/** Every place of a transcript where somebody else's text is shown. */
function everywhere(text: string, number: number): Entry[] {
  const key = (name: string) => `${name}-${number}`;
  return [
    said(key("user"), text, { attachments: [{ name: text, kind: "image" }] }),
    answer(key("answer"), text, { reasoning: text, warning: text, ending: "error" }),
    tool(key("tool"), text, {
      context: text,
      summary: text,
      args: { [text]: text },
      result: text,
      diff: text,
      locations: [{ path: text, line: 1 }],
    }),
    tool(key("data"), "data", { result: { [text]: [text] }, preview: text, state: "running" }),
    { kind: "note", key: key("note"), tone: "error", text },
  ];
}

// Run in the page: what they find, in words.

function findTrouble(): string[] {
  const FORBIDDEN = "script,iframe,object,embed,form,style,link,meta,base,template,math,video," +
    "audio,select,textarea,button:not([type]),[style]:not(.row):not(.transcript-rows),[srcset],[ping]";
  // deno-lint-ignore no-explicit-any -- the page's own types are not those of a test
  const { document, struck } = globalThis as any;
  const found: string[] = struck.splice(0).map((what: string) => `struck: ${what}`);
  for (const node of document.querySelectorAll(`#root :is(${FORBIDDEN})`)) {
    found.push(`node: ${node.outerHTML.slice(0, 200)}`);
  }
  for (const node of document.querySelectorAll("#root *")) {
    for (const { name, value } of node.attributes) {
      const isAddress = ["href", "src", "xlink:href", "action", "poster"].includes(name);
      const isSafe = /^(?:https?:\/\/|mailto:)/.test(value) ||
        (node.tagName === "IMG" && value.startsWith("data:image/png;base64,"));
      if (name.startsWith("on") || name === "id" || name === "name" || (isAddress && !isSafe)) {
        found.push(`attribute: ${name}=${value}`);
      }
    }
    // Our own pictures of tools are drawn by these, and hold nothing but lines.
    if (node.namespaceURI.includes("svg") && node.closest(".md")) found.push("drawing in markdown");
  }
  for (const type of ["click", "mouseover", "pointerenter", "focus", "error", "load", "toggle"]) {
    for (const node of document.querySelectorAll("#root .md *:not(a):not(button):not(summary)")) {
      node.dispatchEvent(new Event(type));
    }
  }
  return [...found, ...struck.splice(0).map((what: string) => `struck: ${what}`)];
}

async function watchStrikes(page: Page): Promise<void> {
  await page.evaluate(() => {
    const struck: string[] = [];
    Object.assign(globalThis, {
      struck,
      strike: () => struck.push("strike"),
      alert: () => struck.push("alert"),
    });
  });
}

browserTest(
  "Transcript() shows hostile texts everywhere and runs none",
  transcriptPage,
  async ({ page, foreign }) => {
    await watchStrikes(page);
    assert.ok(hostileTexts.length >= 60);
    const bad: string[] = [];
    for (const [number, text] of hostileTexts.entries()) {
      await show(page, everywhere(text, number));
      await unfold(page);
      await settled(page);
      for (const trouble of await page.evaluate(findTrouble)) bad.push(`${text}\n  ${trouble}`);
    }
    assert.deepEqual(bad, []);
    assert.deepEqual(foreign, []);
  },
);

browserTest(
  "Markdown() runs nothing while hostile texts stream in",
  transcriptPage,
  async ({ page, foreign }) => {
    await watchStrikes(page);
    const bad: string[] = [];
    for (const text of hostileTexts) {
      const troubles = await page.evaluate(([source, find]) => {
        const { tested } = globalThis as unknown as { tested: Tested };
        // deno-lint-ignore no-eval -- it is how a function gets into a page
        const look = (0, eval)(`(${find})`) as () => string[];
        const found: string[] = [];
        tested.showMarkdown("", true);
        for (let end = 1; end <= source.length; end += 1) {
          tested.showMarkdown(source.slice(0, end), end < source.length);
          if (end % 5 === 0 || end === source.length) found.push(...look());
        }
        return found;
      }, [text, findTrouble.toString()] as const);
      for (const trouble of troubles) bad.push(`${text}\n  ${trouble}`);
    }
    assert.deepEqual(bad, []);
    assert.deepEqual(foreign, []);
  },
);

// What it is given is read in a document apart from the page, where the policy speaks up as well, since
// Chromium 156.0.8078.79 of handlers too. One that reached the page would be found as an attribute.
const apart = { ...transcriptPage, tolerated: /^policy: (?:style-src|base-uri|script-src-attr)/ };

browserTest(
  "sanitize() leaves nothing that runs or loads, whoever made the HTML",
  apart,
  async ({ page, foreign }) => {
    await watchStrikes(page);
    const bad: string[] = [];
    for (const html of hostileHtml) {
      await page.evaluate((text) => {
        (globalThis as unknown as { tested: Tested }).tested.showSanitised(text);
      }, html);
      for (const trouble of await page.evaluate(findTrouble)) bad.push(`${html}\n  ${trouble}`);
    }
    assert.deepEqual(bad, []);
    assert.deepEqual(foreign, []);
  },
);
