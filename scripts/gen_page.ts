/**
 * Writes the page's files into src/http/page_assets.ts, so that the gateway serves them without reading
 * from disk and a bundle holds them. `--check` writes nothing and fails when that file is stale.
 *
 * deno run --allow-read=src/http --allow-write=src/http scripts/gen_page.ts [--check]
 *
 * @module
 */
import { say } from "./report.ts";

const PAGE = new URL("../src/http/page/", import.meta.url);
const TARGET = new URL("../src/http/page_assets.ts", import.meta.url);

const contentTypes: Record<string, string> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/** The text src/http/page_assets.ts should have. */
export async function renderPageAssets(): Promise<string> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(PAGE)) names.push(entry.name);
  const assets = await Promise.all(names.sort().map(renderAsset));
  return `// deno-fmt-ignore-file
/**
 * The files of the page, made from src/http/page by scripts/gen_page.ts. Not edited by hand.
 *
 * @module
 */

/** A file of the page: where it is served, as what, and what it says. */
export interface PageAsset {
  readonly path: string;
  readonly contentType: string;
  readonly text: string;
}

/** Every file of the page. */
export const pageAssets: readonly PageAsset[] = [
${assets.join("\n")}
];
`;
}

async function renderAsset(name: string): Promise<string> {
  const contentType = contentTypes[name.slice(name.lastIndexOf(".") + 1)];
  if (contentType === undefined) {
    throw new Error(`Cannot bundle src/http/page/${name}: no content type is known for it`);
  }
  const text = await Deno.readTextFile(new URL(name, PAGE));
  return `  {
    path: ${JSON.stringify(name === "index.html" ? "/" : `/${name}`)},
    contentType: ${JSON.stringify(contentType)},
    text:
      ${JSON.stringify(text)},
  },`;
}

async function main(args: readonly string[]): Promise<number> {
  const fresh = await renderPageAssets();
  if (!args.includes("--check")) {
    await Deno.writeTextFile(TARGET, fresh);
    say("page assets: written");
    return 0;
  }
  const present = await Deno.readTextFile(TARGET).catch(() => "");
  const stale = present !== fresh;
  say(stale ? "page assets: stale; run scripts/gen_page.ts" : "page assets: ok");
  return stale ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
