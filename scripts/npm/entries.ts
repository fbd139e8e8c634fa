/**
 * What an npm package of this project opens with, and which files it must hold besides.
 *
 * @module
 */

/** One door of the package. */
export interface Entry {
  /** As in `exports` of package.json: `.`, `./node`. */
  readonly name: string;
  /** Path of its source, from the project's root. */
  readonly source: string;
}

/** The files of a package, by what they are for. */
export interface Plan {
  readonly entries: readonly Entry[];
  /** The command, where there is one. */
  readonly bin: Entry | undefined;
  /** Sources that others load by their address and need not import: workers and threads. */
  readonly loaded: readonly string[];
  /** What was wished for and is not there, with the path that was looked at. */
  readonly missing: readonly Entry[];
}

/** Entries a package of this project has, whether or not deno.json names them. */
const WANTED: readonly Entry[] = [
  { name: ".", source: "mod.ts" },
  { name: "./node", source: "src/adapters/node.ts" },
  { name: "./client", source: "src/client/mod.ts" },
  { name: "./protocol", source: "src/protocol/mod.ts" },
];
const BIN: Entry = { name: "tidegate", source: "src/cli/node_main.ts" };
/** Not for Node: what it names is Deno's. */
const DENO_ONLY = /^\.\/deno\b/;
/** Files that run by themselves, loaded by their address: workers, and threads of them. */
const RUNS_ALONE = /^src\/adapters\/\w+_(?:worker_main|thread)\.ts$/;

/**
 * Plans the package.
 *
 * @param exports of deno.json; its paths win over the usual ones
 * @param tree texts of the sources by path
 */
export function planPackage(
  exports: Readonly<Record<string, string>>,
  tree: ReadonlyMap<string, string>,
): Plan {
  const byName = new Map(WANTED.map(({ name, source }) => [name, source]));
  for (const [name, target] of Object.entries(exports)) {
    if (!DENO_ONLY.test(name)) byName.set(name, target.replace(/^\.\//, ""));
  }
  const wanted = [...byName].map(([name, source]) => ({ name, source }));
  const there = ({ source }: Entry) => tree.has(source);
  return {
    entries: wanted.filter(there),
    bin: there(BIN) ? BIN : undefined,
    loaded: [...tree.keys()].filter((path) => RUNS_ALONE.test(path)).sort(),
    missing: [...wanted, BIN].filter((entry) => !there(entry)),
  };
}
