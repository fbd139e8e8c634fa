import assert from "node:assert/strict";
import { renderPage } from "../../scripts/gen_page.ts";
import { pageAssets } from "../../src/http/page_assets.ts";
import { pagePaths } from "../../src/http/page_paths.ts";

/** An older one bundles otherwise, or not at all. */
const bundles = Deno.version.deno.localeCompare("2.9", undefined, { numeric: true }) >= 0;

/** Bytes the whole page may be, zipped: it comes over tunnels. */
const MOST_BYTES = 160 * 1024;
/** And what is needed before anything is seen. */
const MOST_FIRST_BYTES = 120 * 1024;

const html = pageAssets.find(({ path }) => path === "/")?.text ?? "";

async function zippedSize(text: string): Promise<number> {
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).arrayBuffer()).byteLength;
}

Deno.test({
  name: "pageAssets is what scripts/gen_page.ts makes of src/console",
  ignore: !bundles,
  async fn() {
    const present = (name: string) =>
      Deno.readTextFile(new URL(`../../src/http/${name}`, import.meta.url));
    const { assets, index } = await renderPage();
    assert.ok(await present("page_assets.ts") === assets, "it is stale: run deno task page");
    assert.ok(await present("page_paths.ts") === index, "it is stale: run deno task page");
  },
});

Deno.test("pagePaths names every file of the page", () => {
  assert.deepEqual(pagePaths, pageAssets.map(({ path }) => path));
});

Deno.test("pageAssets has a page without a script or a style of its own, or anything from elsewhere", () => {
  assert.doesNotMatch(html, /\son\w+=|<script(?![^>]*\ssrc=)|<style|\sstyle=/);
  assert.doesNotMatch(html, /(?:src|href)="(?:\w+:)?\/\//);
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => `/${name}`);
  assert.equal(named.length, 4);
  for (const name of named) assert.ok(pageAssets.some(({ path }) => path === name), name);
});

Deno.test("pageAssets names nothing from elsewhere in its style", () => {
  for (const { path, contentType, text } of pageAssets) {
    if (contentType.startsWith("text/css")) assert.doesNotMatch(text, /@import|url\(/, path);
  }
});

Deno.test("pageAssets never puts a token into an address or a store", () => {
  const code = pageAssets.map(({ text }) => text).join("\n");
  assert.doesNotMatch(code, /[?&]token=/);
  assert.doesNotMatch(code, /location\.search/);
});

Deno.test("pageAssets is small enough to come over a tunnel", async () => {
  const sizes = await Promise.all(pageAssets.map(async ({ path, text }) => ({
    first: path === "/" || html.includes(path.slice(1)),
    size: await zippedSize(text),
  })));
  const sum = (all: typeof sizes) => all.reduce((total, { size }) => total + size, 0);
  assert.ok(sum(sizes) < MOST_BYTES, `${sum(sizes)} bytes`);
  const first = sum(sizes.filter((each) => each.first));
  assert.ok(first < MOST_FIRST_BYTES, `${first} bytes before anything is seen`);
});
