/**
 * The package by Deno's own packer, for where JSR is out of reach. It emits ES modules. The declarations
 * are TypeScript's: those of the packer need an explicit type on whatever is exported, which schemas
 * cannot have; see docs/decisions/0012-two-packers.md.
 *
 * @module
 */
import { dirname, relative } from "node:path/posix";
import { findTypesComments, nodeName, renameImports } from "./specifiers.ts";
import type { DenoJson } from "./package_json.ts";
import type { Plan } from "./entries.ts";
import { deno, run } from "./run.ts";
import { readTree } from "../read_tree.ts";

/** Of the 5th line of releases, because the 7th has no compiler that others can call. */
const TYPESCRIPT = "npm:typescript@5.9.3/tsc";
/** Types of the newest Node that is tested: what the sources ask for by turns is in none older. */
const NODE_TYPES = "npm:@types/node@^24";

/**
 * Builds in a folder of its own, so that the project's files and its lock file stay as they are.
 *
 * @param stage an empty folder
 * @param tree texts of the sources by path
 * @returns the files that go into the package
 * @throws {Error} when a tool fails; it has said why by then
 */
export async function packWithDeno(
  stage: string,
  { plan, tree, deno: config }: { plan: Plan; tree: ReadonlyMap<string, string>; deno: DenoJson },
): Promise<Map<string, string>> {
  for (const [path, text] of tree) await write(`${stage}/${path}`, text);
  const roots = [...plan.entries, ...(plan.bin ? [plan.bin] : [])].map(({ source }) => source);
  const sources = [...roots, ...plan.loaded];
  const configText = (more: object, imports: object = {}) =>
    JSON.stringify({
      // The packer takes only names with a scope; package.json gets ours.
      name: "@stage/stage",
      version: config.version,
      exports: Object.fromEntries(
        sources.map((path, i) => [i === 0 ? "." : `./${i}`, `./${path}`]),
      ),
      imports: { ...onlyNpm(config.imports), ...imports },
      compilerOptions: config.compilerOptions,
      ...more,
    });
  await write(`${stage}/deno.json`, configText({}));
  // The stage lies in the folder of a repository that it is no part of.
  const options = [
    "--quiet",
    "--allow-dirty",
    "--no-source-maps",
    "--allow-slow-types",
    "--output",
    "packed.tgz",
  ];
  await deno(["pack", ...options], stage);
  await Deno.mkdir(`${stage}/packed`);
  await run("tar", ["-xzf", "packed.tgz", "-C", "packed"], stage);

  await write(`${stage}/package.json`, '{ "type": "module" }');
  await write(
    `${stage}/deno.json`,
    configText({ nodeModulesDir: "auto" }, { "@types/node": NODE_TYPES }),
  );
  await deno(["install", "--quiet"], stage);
  await write(`${stage}/tsconfig.json`, JSON.stringify(tsconfig(sources, typesByHand(tree))));
  const may = ["--allow-read", "--allow-write=types", "--allow-env", "--allow-sys"];
  await deno(["run", "--quiet", "--no-lock", ...may, TYPESCRIPT, "-p", "tsconfig.json"], stage);

  return gather(stage, { tree, imports: config.imports });
}

/** Everything emitted, its imports written for Node. */
function gather(
  stage: string,
  { tree, imports }: { tree: ReadonlyMap<string, string>; imports: DenoJson["imports"] },
): Map<string, string> {
  const files = new Map<string, string>();
  const hand = typesByHand(tree);
  const code = `${stage}/packed/package/`;
  for (const [path, text] of readTree([code.slice(0, -1)], (path) => path.endsWith(".js"))) {
    // Files that nothing imports come along as they are.
    if (!tree.has(path.slice(code.length).replace(/\.js$/, ".ts"))) continue;
    files.set(path.slice(code.length), renameImports(text, (name) => nodeName(name, imports)));
  }
  const types = `${stage}/types/`;
  for (const [path, text] of readTree([types.slice(0, -1)])) {
    const file = path.slice(types.length);
    const named = renameImports(
      text,
      (name) => nodeName(beside(file, hand.get(name)) ?? name, imports),
    );
    files.set(file, named);
  }
  for (const path of hand.values()) files.set(path, tree.get(path) ?? "");
  return files;
}

/** Names whose types are written by hand, in a file of this project, with the path of that file. */
function typesByHand(tree: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [file, text] of tree) {
    for (const { specifier, types } of findTypesComments(text)) {
      if (!types.startsWith("./")) continue;
      found.set(specifier, file.slice(0, file.lastIndexOf("/") + 1) + types.slice(2));
    }
  }
  return found;
}

/** How `to` is imported from `from`; both are paths from the root. */
function beside(from: string, to: string | undefined): string | undefined {
  if (to === undefined) return undefined;
  const path = relative(dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

function onlyNpm(imports: DenoJson["imports"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(imports).filter(([, target]) => target.startsWith("npm:")),
  );
}

function tsconfig(files: readonly string[], byHand: ReadonlyMap<string, string>): object {
  return {
    compilerOptions: {
      target: "es2023",
      module: "nodenext",
      lib: ["esnext", "dom", "dom.iterable", "dom.asynciterable"],
      types: ["node"],
      paths: Object.fromEntries([...byHand].map(([name, path]) => [name, [`./${path}`]])),
      rootDir: ".",
      outDir: "types",
      declaration: true,
      emitDeclarationOnly: true,
      noEmitOnError: true,
      strict: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: true,
      rewriteRelativeImportExtensions: true,
    },
    files,
  };
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, text);
}
