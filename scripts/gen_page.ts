/**
 * Writes the console's files into src/http/page_assets.ts, and their names into page_paths.ts beside it, so that the gateway serves them without reading
 * from disk and a bundle holds them. `--check` writes nothing and fails when that file is stale.
 *
 * Run it with `deno task page`. It takes Deno 2.9: an older one bundles otherwise, or not at all.
 *
 * @module
 */
import { bundleConsole } from "./page/bundle.ts";
import { type Asset, contentTypeOf, withHash } from "./page/assets.ts";
import { say } from "./report.ts";

const CONSOLE = new URL("../src/console/", import.meta.url);
const TARGET = new URL("../src/http/page_assets.ts", import.meta.url);
const INDEX = new URL("../src/http/page_paths.ts", import.meta.url);
/** In the order in which they are joined: what comes later wins. */
const STYLES = [
  "style.css",
  "styles/layout.css",
  "styles/composer.css",
  "styles/overlays.css",
  "transcript/transcript.css",
];

/** What the generated files should say: the texts, and what is known of them without loading them. */
export async function renderPage(): Promise<{ assets: string; index: string }> {
  const assets = await makeAssets();
  return { assets: renderAssets(assets), index: renderIndex(assets) };
}

function renderIndex(assets: readonly Asset[]): string {
  return `// deno-fmt-ignore-file
/**
 * The names of the console's files, made by scripts/gen_page.ts: what they say is loaded when it is asked for.
 * Not edited by hand.
 *
 * @module
 */

/** Where every file of the page is served. */
export const pagePaths: readonly string[] = [
${assets.map(({ name }) => `  ${JSON.stringify(`/${name}`)},`).join("\n")}
];
`;
}

function renderAssets(assets: readonly Asset[]): string {
  return `// deno-fmt-ignore-file
/**
 * The files of the console, made from src/console by scripts/gen_page.ts. Not edited by hand.
 *
 * @module
 */

/** A file of the page: where it is served, as what, and what it says. */
export interface PageAsset {
  readonly path: string;
  readonly contentType: string;
  /** Its name changes with what it says: whoever has it need not ask again. */
  readonly immutable: boolean;
  readonly text: string;
}

/** Every file of the page. */
export const pageAssets: readonly PageAsset[] = [
${assets.map(renderAsset).join("\n")}
];
`;
}

async function makeAssets(): Promise<Asset[]> {
  const read = (name: string) => Deno.readTextFile(new URL(name, CONSOLE));
  const { main, chunks } = await bundleConsole("src/console/main.tsx");
  const css = (await Promise.all(STYLES.map(read))).join("\n");
  const script = await withHash("main.js", main);
  const style = await withHash("style.css", css);
  const icon = await withHash("icon.svg", await read("icon.svg"));
  const manifest = await withHash(
    "manifest.webmanifest",
    (await read("manifest.webmanifest")).replace("icon.svg", icon.name.replace("assets/", "")),
  );
  // What the manifest names is relative to itself.
  const page = (await read("index.html")).replace(
    /(href|src)="(main\.js|style\.css|icon\.svg|manifest\.webmanifest)"/g,
    (_, attribute, name) => {
      const files = { "main.js": script, "style.css": style, "icon.svg": icon };
      return `${attribute}="${(files[name as keyof typeof files] ?? manifest).name}"`;
    },
  );
  return [{ name: "", text: page }, script, style, icon, manifest, ...chunks];
}

function renderAsset({ name, text }: Asset): string {
  return `  {
    path: ${JSON.stringify(`/${name}`)},
    contentType: ${JSON.stringify(contentTypeOf(name))},
    immutable: ${name !== ""},
    text:
      ${JSON.stringify(text)},
  },`;
}

async function main(args: readonly string[]): Promise<number> {
  const { assets, index } = await renderPage();
  if (!args.includes("--check")) {
    await Deno.writeTextFile(TARGET, assets);
    await Deno.writeTextFile(INDEX, index);
    say("page assets: written");
    return 0;
  }
  const present = (file: URL) => Deno.readTextFile(file).catch(() => "");
  const stale = await present(TARGET) !== assets || await present(INDEX) !== index;
  say(stale ? "page assets: stale; run deno task page" : "page assets: ok");
  return stale ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
