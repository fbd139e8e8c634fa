/** Bundles a page for the browser, as the console itself is bundled. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const made = new Map<string, Promise<ReadonlyMap<string, string>>>();

/** The scripts of a page by their names; `entry` is a TypeScript module, and the first is its own. */
export function bundle(entry: URL): Promise<ReadonlyMap<string, string>> {
  const known = made.get(entry.href) ?? bundleAnew(entry);
  made.set(entry.href, known);
  return known;
}

async function bundleAnew(entry: URL): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "tidegate-page-"));
  try {
    const flags = ["--platform", "browser", "--code-splitting", "--minify", "--outdir", folder];
    await run(Deno.execPath(), ["bundle", "--quiet", ...flags, fileURLToPath(entry)]);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".js"));
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    return new Map(names.map((name, index) => [`/${name}`, texts[index] ?? ""]));
  } finally {
    await rm(folder, { recursive: true });
  }
}
