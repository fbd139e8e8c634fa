/** The page with a transcript, and how to speak to it. */
import type { Page } from "playwright-core";
import type { Entry } from "../../../src/console/entries.ts";
import type { PageSources } from "./browser.ts";

const HERE = new URL("../pages/", import.meta.url);
const STYLE = new URL("../../../src/console/transcript/transcript.css", import.meta.url);

/** For `browserTest`. */
export const transcriptPage: PageSources = {
  entry: new URL("transcript_page.tsx", HERE),
  styles: [new URL("tokens.css", HERE), STYLE],
};

/** What the page lets a test do; the same as in tests/console/pages/transcript_page.tsx. */
export interface Tested {
  setEntries(next: readonly Entry[]): void;
  appendEntries(more: readonly Entry[]): void;
  replaceLast(entry: Entry): void;
  setStatus(phrase: string): void;
  highlightsWaiting(): number;
  showMarkdown(text: string, live: boolean): void;
  showSanitised(html: string): void;
}

/** Shows these entries, and waits until their last is in the page. */
export async function show(page: Page, entries: readonly Entry[]): Promise<void> {
  await page.evaluate((next) => {
    (globalThis as unknown as { tested: Tested }).tested.setEntries(next);
  }, entries);
  const last = entries.at(-1);
  if (last !== undefined) await page.waitForSelector(`[data-key="${last.key}"]`);
}

/** An answer that is complete. */
export function answer(key: string, text: string, more: object = {}): Entry {
  return { kind: "answer", key, text, reasoning: "", live: false, ...more };
}

/** Something a user said. */
export function said(key: string, text: string, more: object = {}): Entry {
  return { kind: "user", key, text, state: "sent", attachments: [], ...more };
}

/** A tool that is done. */
export function tool(key: string, name: string, more: object = {}): Entry {
  return { kind: "tool", key, name, context: "", state: "done", ...more };
}

/** Opens all that is folded and in the page. */
export async function unfold(page: Page): Promise<void> {
  const closed = page.locator("details:not([open]) > summary");
  const open = (all: { click(): void }[]) => {
    for (const summary of all) summary.click();
    return all.length;
  };
  while (await closed.evaluateAll(open as (all: unknown[]) => number) > 0);
}

/** Waits until all code has its colours. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    (globalThis as unknown as { tested: Tested }).tested.highlightsWaiting() === 0
  );
}
