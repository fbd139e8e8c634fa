/**
 * `deno task bench:runtimes [NODE…]`: measures the command on Deno, as the package on each Node that is
 * named (default: `node`), and as the one file, where `deno task npm` and `deno task compile` have made
 * these. Linux only.
 *
 * @module
 */
import { say } from "../report.ts";
import type { Runtime } from "./runtimes_part.ts";
import { runtimes } from "./runtimes_part.ts";
import { formatTable } from "./table.ts";

const FOLDER = "dist/bench/runtimes";
const AGENT = `${FOLDER}/agent.mjs`;
const MAY = ["env", "net", "read", "write", "run"].map((what) => `--allow-${what}`);

async function run(program: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(program, { args, stderr: "inherit" }).output();
  if (!success) throw new Error(`Cannot measure: "${program} ${args.join(" ")}" failed`);
  return new TextDecoder().decode(stdout).trim();
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The package, installed as a user has it, on each Node. */
async function onNode(nodes: readonly string[]): Promise<Runtime[]> {
  if (!await exists("npm/package.json")) {
    say("no package: deno task npm makes it, for a column of each Node");
    return [];
  }
  const packed = await run("npm", "pack", "--silent", "--pack-destination", FOLDER, "./npm");
  const tarball = `${FOLDER}/${packed.split("\n").at(-1)}`;
  await run("npm", "install", "--silent", "--prefix", `${FOLDER}/app`, tarball);
  const main = `${FOLDER}/app/node_modules/tidegate/src/cli/node_main.js`;
  const all: Runtime[] = [];
  for (const node of nodes) {
    const name = `node ${await run(node, "--version")}`;
    all.push({ name, command: { program: node, args: [main] } });
  }
  return all;
}

async function oneFile(): Promise<Runtime[]> {
  const program = `dist/tidegate-${Deno.build.target}`;
  if (await exists(program)) return [{ name: "one file", command: { program, args: [] } }];
  say("no file: deno task compile makes it, for a column of its own");
  return [];
}

if (import.meta.main) {
  await Deno.mkdir(FOLDER, { recursive: true });
  await run(Deno.execPath(), "bundle", "--quiet", "-o", AGENT, "scripts/bench/runtime_agent.ts");
  const sources = [...["run", "--no-prompt"], ...MAY, "src/cli/main.ts"];
  const all: Runtime[] = [
    { name: `deno ${Deno.version.deno}`, command: { program: Deno.execPath(), args: sources } },
    ...await onNode(Deno.args.length > 0 ? Deno.args : ["node"]),
    ...await oneFile(),
  ];
  for (const line of formatTable(await runtimes(all, AGENT))) say(line);
}
