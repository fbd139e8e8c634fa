/**
 * The licences of what is built into a file of ours: most of them ask to be handed on with it.
 *
 * @module
 */
import { mustRun } from "./compile/run.ts";
import { say } from "./report.ts";

/** A package, and what it says about its licence. */
export interface Licensed {
  /** Name and version. */
  readonly name: string;
  /** As its package.json names it, such as `MIT`. */
  readonly licence: string;
  /** The text of its licence files; where it ships none, who made it and where it comes from. */
  readonly text: string;
}

interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  /** Older versions of Deno leave it out. */
  readonly localPath?: string;
}

interface Graph {
  readonly modules: readonly { readonly npmPackage?: string; readonly error?: string }[];
  readonly npmPackages?: Readonly<Record<string, NpmPackage>>;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * Every package that a program imports, and those behind them: at least what a bundle of it holds.
 *
 * @param entry the program's file, as seen from `cwd`
 * @throws {Error} where it, or anything it imports, cannot be read
 */
export async function packagesOf(entry: string, cwd = "."): Promise<Licensed[]> {
  const deno = [Deno.execPath(), "info", "--json", entry];
  const { stdout } = await mustRun("Reading a program's imports", deno, { cwd });
  const graph: Graph = JSON.parse(stdout);
  const broken = graph.modules.find(({ error }) => error !== undefined);
  if (broken) throw new Error(`Reading the imports of ${entry}: ${broken.error}`);
  const known = graph.npmPackages ?? {};
  // One package is there more than once where it meets several versions of those behind it.
  const seen = new Set<string>();
  const reached = new Map<string, NpmPackage>();
  const waiting = graph.modules.flatMap(({ npmPackage }) => npmPackage ?? []);
  for (const id of waiting) {
    const found = known[id];
    if (!found || seen.has(id)) continue;
    seen.add(id);
    reached.set(`${found.name} ${found.version}`, found);
    waiting.push(...found.dependencies);
  }
  const packages = await Promise.all([...reached.values()].map(describe));
  return packages.sort((a, b) => a.name < b.name ? -1 : 1);
}

async function describe({ name, version, localPath }: NpmPackage): Promise<Licensed> {
  if (localPath === undefined) {
    throw new Error(`Looking for ${name}: this Deno does not tell where; take a newer one`);
  }
  const { license = "unknown", author, repository } = JSON.parse(
    await Deno.readTextFile(`${localPath}/package.json`),
  );
  const files: string[] = [];
  for await (const entry of Deno.readDir(localPath)) {
    if (entry.isFile && LICENCE_FILE.test(entry.name)) files.push(entry.name);
  }
  const texts = await Promise.all(
    files.sort().map((file) => Deno.readTextFile(`${localPath}/${file}`)),
  );
  const origin = [author?.name ?? author, repository?.url ?? repository].filter(Boolean);
  const text = texts.map(tidy).join("\n\n") || origin.join("\n") || "It names no author.";
  return { name: `${name} ${version}`, licence: license.type ?? license, text };
}

/** One kind of line end, no blank edges: so that the same licence is the same text. */
function tidy(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(/[ \t]+$/gm, "").trim();
}

/** A text for people, each licence once, under the names of all packages that came with it. */
export function noticesOf(packages: readonly Licensed[]): string {
  const holders = new Map<string, string[]>();
  for (const { name, licence, text } of packages) {
    const names = holders.get(text) ?? [];
    holders.set(text, names);
    names.push(`${name} (${licence})`);
  }
  const parts = [...holders].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`);
  const rule = `\n${"-".repeat(80)}\n\n`;
  return ["Tidegate is built with the packages below, under their licences.\n", ...parts].join(
    rule,
  );
}

// deno run --allow-read --allow-run=deno scripts/notices.ts ENTRY: writes them to stdout.
if (import.meta.main) {
  const [entry = "src/cli/main.ts"] = Deno.args;
  say(noticesOf(await packagesOf(entry)));
}
