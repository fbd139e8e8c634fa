/**
 * @module
 */
import { type Asset, withHash } from "./assets.ts";

const PROJECT = new URL("../../", import.meta.url);
/** What the page loads first. */
const ENTRY = "main.js";

/** Scripts a browser loads. */
export interface Bundle {
  /** What the page loads first. */
  readonly main: string;
  /** What that loads when it is needed, under the names it knows. */
  readonly chunks: readonly Asset[];
}

/**
 * Bundles the console by Deno's own bundler.
 *
 * @param entry from the project's root
 *
 * @throws {Error} what the bundler said
 */
export async function bundleConsole(entry: string): Promise<Bundle> {
  const folder = await Deno.makeTempDir({ prefix: "tidegate-page-" });
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--platform",
        "browser",
        "--minify",
        "--code-splitting",
        "--outdir",
        folder,
        entry,
      ],
      cwd: PROJECT,
      env: { NO_COLOR: "1" },
      stdout: "null",
      stderr: "piped",
    }).output();
    if (code !== 0) throw new Error(`Bundling the console: ${new TextDecoder().decode(stderr)}`);
    return await readBundle(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readBundle(folder: string): Promise<Bundle> {
  const files = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    files.set(name, await Deno.readTextFile(`${folder}/${name}`));
  }
  const chunks: Asset[] = [];
  for (const [name, text] of await renamed(files)) {
    if (name === ENTRY) return { main: text, chunks };
    chunks.push({ name: `assets/${name}`, text });
  }
  throw new Error(`Bundling the console: it made no ${ENTRY}`);
}

/**
 * Names chunks by what they say: the bundler names them by where they lie on this machine, too. Those that are
 * named by others come first, so that a name is known before it is put into them.
 *
 * @throws {Error} where chunks name each other in a circle
 */
export async function renamed(
  files: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const left = new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
  const done = new Map<string, string>();
  while (left.size > 0) {
    const ready = [...left].find(([name, text]) =>
      ![...left.keys()].some((other) => other !== name && text.includes(other))
    );
    if (ready === undefined) throw new Error("Naming chunks: they name each other in a circle");
    const [name, text] = ready;
    left.delete(name);
    const stem = name.replace(/-[A-Z0-9]+\.js$/, ".js");
    const own = name === ENTRY ? name : (await withHash(stem, text)).name.replace("assets/", "");
    done.set(own, text);
    for (const [other, said] of left) left.set(other, said.replaceAll(name, own));
  }
  return done;
}
