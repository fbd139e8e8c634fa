import assert from "node:assert/strict";
import { renderPageAssets } from "../../scripts/gen_page.ts";
import { pageAssets } from "../../src/http/page_assets.ts";

Deno.test("pageAssets is what scripts/gen_page.ts makes of src/http/page", async () => {
  const present = await Deno.readTextFile(
    new URL("../../src/http/page_assets.ts", import.meta.url),
  );
  assert.ok(
    present === await renderPageAssets(),
    "page_assets.ts is stale: run scripts/gen_page.ts",
  );
});

Deno.test("pageAssets keeps to the content security policy, and to text", () => {
  for (const { path, text } of pageAssets) {
    assert.doesNotMatch(
      text,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/,
      path,
    );
    assert.doesNotMatch(text, /https?:\/\/(?!127|localhost)/, path);
    assert.doesNotMatch(text, /localStorage/, path);
  }
  const html = pageAssets.find(({ path }) => path === "/")?.text ?? "";
  assert.doesNotMatch(html, /\son\w+=|<script(?![^>]*\ssrc=)|<style|\sstyle=/);
  for (const [, name] of html.matchAll(/(?:src|href)="([a-z_]+\.(?:js|css))"/g)) {
    assert.ok(pageAssets.some(({ path }) => path === `/${name}`), name);
  }
});

Deno.test("pageAssets never puts a token into a URL", () => {
  const code = pageAssets.map(({ text }) => text).join("\n");
  assert.doesNotMatch(code, /[?&]token=/);
  assert.doesNotMatch(code, /searchParams|location\.search/);
});
