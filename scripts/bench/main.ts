/**
 * `deno task bench [part...]`: measures the gateway, each thing against a baseline in the same run, so that
 * a ratio says something on any machine. Exits 1 when a goal is missed, 2 when there is no such part.
 *
 * @module
 */
import { say } from "../report.ts";
import { consoleFrames } from "./console_part.ts";
import { hog } from "./hog_part.ts";
import { memory } from "./memory_part.ts";
import { choose, type PartName } from "./parts.ts";
import { reconnect } from "./reconnect_part.ts";
import { stall } from "./stall_part.ts";
import { store } from "./store_part.ts";
import { formatTable, isReached, type Table } from "./table.ts";
import { tokens } from "./tokens_part.ts";

/** Where state files are made, each in a folder of its own. Git does not see it. */
const FOLDER = "dist/bench";

const RUNS: Record<PartName, () => Promise<Table>> = {
  tokens: () => tokens(),
  reconnect: () => withFolder((folder) => reconnect(folder)),
  store: () => withFolder((folder) => store(folder)),
  memory: () => memory(),
  stall: () => stall(),
  hog: () => hog(),
  console: () => consoleFrames(),
};

async function withFolder(use: (folder: string) => Promise<Table>): Promise<Table> {
  await Deno.mkdir(FOLDER, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: FOLDER });
  try {
    // A server may read and write there, and is told so by its real name.
    return await use(await Deno.realPath(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function main(args: readonly string[]): Promise<number> {
  const choice = choose(args);
  if (choice.kind === "explain") {
    say(choice.text);
    return choice.isWrong ? 2 : 0;
  }
  let code = 0;
  for (const name of choice.parts) {
    const began = performance.now();
    const table = await RUNS[name]();
    for (const line of formatTable(table)) say(line);
    say(`${name} took ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
    if (!isReached(table)) code = 1;
  }
  return code;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
