/**
 * Tests in a real Chromium, and what it must not do in any of them.
 *
 * They need Deno 2.9 for its bundler, and a browser: see `findBrowser`. Without either they are
 * ignored, and say so.
 */
import assert from "node:assert/strict";
import process from "node:process";
import type { Browser, Page } from "playwright-core";
import { findBrowser } from "./find_browser.ts";
import { servePage } from "./page_server.ts";

/** No network of its own, no profile to sync, nothing that a container forbids. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Any name but this machine's address leads nowhere.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** What is to be shown. */
export interface PageSources {
  /** A module of tests/console/pages. */
  readonly entry: URL;
  readonly styles: readonly URL[];
  /** Complaints that are the point of the test. */
  readonly tolerated?: RegExp;
}

/** A page in a browser. */
export interface OpenPage {
  readonly page: Page;
  /** Addresses that were asked for and are not the page's own. */
  readonly foreign: readonly string[];
  /** What went wrong in the page, and what it was forbidden. */
  complaints(): Promise<string[]>;
}

/** Why tests in a browser cannot run here; `undefined` where they can. */
export function obstacle(): string | undefined {
  const [major = 0, minor = 0] = Deno.version.deno.split(".").map(Number);
  if (major < 2 || (major === 2 && minor < 9)) return `Deno ${Deno.version.deno} bundles no pages`;
  return findBrowser() === undefined
    ? "there is no Chromium here; name one in CHROMIUM"
    : undefined;
}

/** Starts the browser there is. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  assert.ok(executablePath, "Starting a browser: there is none; name one in CHROMIUM");
  // As soon as it is loaded the library looks at files below /proc, which takes every permission
  // there is, unless it is told not to.
  process.env.__IS_WSL_TEST__ = "1";
  const { chromium } = await import("playwright-core");
  return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

/**
 * A test with a page of its own in a browser of its own. It fails as well when the page complained:
 * an exception nobody caught, or anything the content security policy forbids.
 */
export function browserTest(
  name: string,
  sources: PageSources,
  run: (open: OpenPage) => Promise<void>,
): void {
  const why = obstacle();
  const told = why === undefined ? name : `${name} [not here: ${why}]`;
  Deno.test({ name: told, ignore: why !== undefined, fn: () => withPage(sources, run) });
}

/** Opens a page, and closes all of it whatever comes of `run`. */
export async function withPage(
  sources: PageSources,
  run: (open: OpenPage) => Promise<void>,
): Promise<void> {
  const served = await servePage(sources.entry, sources.styles);
  try {
    const browser = await launchBrowser();
    try {
      const open = await openPage(browser, served.url);
      await run(open);
      const complaints = await open.complaints();
      assert.deepEqual(complaints.filter((text) => !sources.tolerated?.test(text)), []);
    } finally {
      await browser.close();
    }
  } finally {
    await served.close();
  }
}

async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(url) && !address.startsWith("data:")) foreign.push(address);
  });
  page.on("pageerror", (error) => errors.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(watchPolicy);
  await page.goto(url);
  const complaints = async () => [...errors, ...await page.evaluate(readViolations)];
  return { page, foreign, complaints };
}

// Both run in the page.
function watchPolicy(): void {
  const told: string[] = [];
  Object.assign(globalThis, { violations: told });
  addEventListener("securitypolicyviolation", (event: Event) => {
    const { violatedDirective, blockedURI, sample } = event as unknown as Record<string, string>;
    told.push(`policy: ${violatedDirective} ${blockedURI} ${sample}`);
  });
}

function readViolations(): string[] {
  return (globalThis as unknown as { violations: string[] }).violations;
}
