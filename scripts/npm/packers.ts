/**
 * The two ways to make the package, and which one is taken.
 *
 * @module
 */
import { readTree, type Tree } from "../read_tree.ts";
import type { Plan } from "./entries.ts";
import type { DenoJson, Door } from "./package_json.ts";
import { packWithDeno } from "./pack_with_deno.ts";
import { DNT } from "./pack_with_dnt.ts";
import { deno } from "./run.ts";

/** How long JSR may take to say that it has dnt. */
const PATIENCE_MS = 20_000;

/** What every packer is given. */
export interface Packing {
  /** An empty folder to work in. */
  readonly stage: string;
  readonly plan: Plan;
  readonly tree: Tree;
  readonly deno: DenoJson;
}

/** One way to make the package. */
export interface Packer {
  readonly what: string;
  /** Makes the package's files, by their paths in it. */
  pack(packing: Packing): Promise<Map<string, string>>;
  /** Where a source's code and declarations are in the package. */
  door(source: string): Door;
  /** Where the code of a program is. */
  program(source: string): string;
}

/** By the name that `--packer` takes. */
export const PACKERS: Readonly<Record<"deno" | "dnt", Packer>> = {
  deno: {
    what: "Deno's own packer: ES modules, which require() of this Node takes too",
    pack: ({ stage, ...rest }) => packWithDeno(stage, rest),
    door: (source) => beside(`./${source}`),
    program: (source) => beside(`./${source}`).default,
  },
  dnt: {
    what: "dnt: ES modules and CommonJS",
    pack: packWithDnt,
    door: (source) => ({
      import: beside(`./esm/${source}`),
      require: beside(`./script/${source}`),
    }),
    program: (source) => beside(`./esm/${source}`).default,
  },
};

/** What `deno info --json` says of a module and all it imports, as far as it is looked at. */
export interface ModuleInfo {
  readonly roots: readonly string[];
  readonly redirects: Readonly<Record<string, string>>;
  readonly modules: readonly { readonly specifier: string; readonly error?: string }[];
}

/** Whether dnt can be had from JSR; an answer that takes too long is none. */
export async function canReachDnt(): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-lock", DNT],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const { success, stdout } = await child.output();
  return success && isThere(JSON.parse(new TextDecoder().decode(stdout)));
}

/** Whether a module that was asked for has been found. */
export function isThere({ roots: [root = ""], redirects, modules }: ModuleInfo): boolean {
  const address = redirects[root] ?? root;
  const found = modules.find(({ specifier }) => specifier === address);
  return found !== undefined && found.error === undefined;
}

async function packWithDnt({ stage, plan }: Packing): Promise<Map<string, string>> {
  const program = new URL("./pack_with_dnt.ts", import.meta.url).href;
  await deno(["run", "--allow-all", "--no-lock", program, JSON.stringify(plan), stage], ".");
  const folders = [`${stage}/esm`, `${stage}/script`];
  const files = readTree(folders, (path) => /\.(?:js|d\.ts)$|\/package\.json$/.test(path));
  return new Map([...files].map(([path, text]) => [path.slice(stage.length + 1), text]));
}

function beside(source: string): { types: string; default: string } {
  const stem = source.replace(/\.ts$/, "");
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
}
