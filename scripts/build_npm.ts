/**
 * Fills `npm/` with the package for Node: by dnt where JSR can be reached, else by Deno's own packer.
 *
 * Run it with `deno task npm`; `--packer dnt` or `--packer deno` chooses.
 *
 * @module
 */
import { checkEmitted } from "./npm/check_emitted.ts";
import { pruneDeclarations, referToLibraries } from "./npm/declarations.ts";
import { planPackage } from "./npm/entries.ts";
import { type DenoJson, importedPackages, makePackageJson } from "./npm/package_json.ts";
import { canReachDnt, type Packer, PACKERS } from "./npm/packers.ts";
import { specifiersOf } from "./npm/specifiers.ts";
import { readTree, type Tree } from "./read_tree.ts";
import { report, say } from "./report.ts";

const OUT = "npm";
// Two builds at a time do not get in each other's way.
const STAGE = `dist/npm_stage/${Deno.pid}`;
/** What Node has no use for. */
const DENO_ONLY = /^src\/(?:adapters\/deno\w*|cli\/(?:main|deno_host))\.ts$/;
const PAPERS = ["README.md", "LICENSE", "CHANGELOG.md"];

/** Builds the package, and answers the exit code. */
async function buildNpm(packer: Packer): Promise<0 | 1> {
  const deno: DenoJson = JSON.parse(await Deno.readTextFile("deno.json"));
  const tree = readTree(["mod.ts", "src"], (path) => path.endsWith(".ts") && !DENO_ONLY.test(path));
  const plan = planPackage(deno.exports, tree);
  for (const { name, source } of plan.missing) {
    say(`npm: "${name}" is NOT in the package: there is no ${source}`);
  }
  await empty(STAGE);
  const files = await packer.pack({ stage: STAGE, plan, tree, deno });
  const doors = Object.fromEntries(
    plan.entries.map(({ name, source }) => [name, packer.door(source)]),
  );
  pruneDeclarations(files, Object.values(doors));
  referToLibraries(files);
  const packageJson = makePackageJson({
    deno,
    doors,
    bin: plan.bin && packer.program(plan.bin.source),
    files: [...files.keys()],
    imported: importedPackages(specifiersIn(files)),
  });
  const bin = plan.bin && packer.program(plan.bin.source).replace(/^\.\//, "");
  if (bin !== undefined) files.set(bin, asProgram(files.get(bin) ?? ""));
  files.set("package.json", `${JSON.stringify(packageJson, undefined, 2)}\n`);
  for (const name of PAPERS) files.set(name, await Deno.readTextFile(name));
  await empty(OUT);
  await writeAll(OUT, files);
  if (bin !== undefined && Deno.build.os !== "windows") await Deno.chmod(`${OUT}/${bin}`, 0o755);
  const chars = [...files.values()].reduce((sum, text) => sum + text.length, 0);
  say(`npm: ${files.size} files, ${Math.round(chars / 1_024)} KiB`);
  return report("npm", checkEmitted(files, { packageJson, machine: [Deno.cwd(), STAGE] }));
}

/** Gives a program its first line. */
function asProgram(text: string): string {
  return `#!/usr/bin/env node\n${text.replace(/^#!.*\n/, "")}`;
}

function specifiersIn(files: Tree): string[] {
  return [...files].filter(([path]) => /\.[jt]s$/.test(path))
    .flatMap(([, text]) => specifiersOf(text).map(({ text }) => text));
}

async function writeAll(folder: string, files: Tree): Promise<void> {
  for (const [path, text] of files) {
    const file = `${folder}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
}

async function empty(folder: string): Promise<void> {
  await removeAll(folder);
  await Deno.mkdir(folder, { recursive: true });
}

async function removeAll(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function choosePacker([flag, name, ...more]: readonly string[]): Promise<Packer> {
  if (flag === undefined) {
    if (await canReachDnt()) return PACKERS.dnt;
    say("npm: JSR cannot be reached, so there is no dnt");
    return PACKERS.deno;
  }
  if (flag === "--packer" && (name === "dnt" || name === "deno") && more.length === 0) {
    return PACKERS[name];
  }
  throw new Error(
    `Reading the flags: got "${Deno.args.join(" ")}"; give --packer dnt or --packer deno`,
  );
}

async function main(): Promise<0 | 1> {
  const began = performance.now();
  try {
    const packer = await choosePacker(Deno.args);
    say(`npm: by ${packer.what}`);
    return await buildNpm(packer);
  } catch (error) {
    say(`npm: failed. ${error instanceof Error ? error.message : error}`);
    return 1;
  } finally {
    await removeAll(STAGE);
    say(`npm: took ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  }
}

if (import.meta.main) Deno.exitCode = await main();
