/**
 * Holds the layers of the project: a folder imports only from folders of lower rank, no import runs
 * in a circle, and only the adapters and the command line name a runtime. The ranks are data, in
 * `layers/table.ts`.
 *
 * Run it with `deno run --allow-read=. scripts/check_layers.ts`.
 *
 * @module
 */

import { compareConfigs, findForeignSources } from "./layers/config.ts";
import { findCycles } from "./layers/cycles.ts";
import { folderOf, isNeutral, judgeImport } from "./layers/direction.ts";
import { findExportStars, findImports, findRuntimeNames, type Found } from "./layers/imports.ts";
import { type ProjectConfig, resolveLocal } from "./layers/resolve.ts";
import { LAYERS } from "./layers/table.ts";
import { type Token, tokenize } from "./layers/tokens.ts";
import { readTree, type Tree } from "./read_tree.ts";
import { inOrder, report, type Violation } from "./report.ts";

const CONFIGS = ["deno.json", "deno.neutral.json"];
const TO_ADAPTERS = "move it to src/adapters or src/cli, and lend the ability by argument";

/** Checks a whole project, given as texts by path. */
export function checkLayers(tree: Tree): Violation[] {
  const found: Violation[] = [];
  const config = parse(tree, "deno.json");
  /** For each file, the files it imports and the line of the import. */
  const edges = new Map<string, Map<string, number>>();

  for (const [file, text] of tree) {
    if (CONFIGS.includes(file)) found.push(...findForeignSources(file, text));
    if (!file.endsWith(".ts")) continue;
    const tokens = tokenizeFile(file, text, found);
    const imports = findImports(tokens);
    edges.set(file, new Map());
    for (const { text: specifier, line } of imports) {
      const to = resolveLocal(specifier, { from: file, config });
      if (to !== null && !edges.get(file)?.has(to)) edges.get(file)?.set(to, line);
      found.push(...judgeSpecifier(file, { text: specifier, line }, to));
    }
    found.push(...judgePlace(file), ...judgeCode(file, tokens));
  }
  found.push(...circles(edges));
  if (tree.has("deno.neutral.json")) {
    found.push(...compareConfigs(config, parse(tree, "deno.neutral.json")));
  }
  return inOrder(found);
}

function parse(tree: Tree, file: string): ProjectConfig {
  const text = tree.get(file);
  return text === undefined ? {} : JSON.parse(text) as ProjectConfig;
}

function tokenizeFile(file: string, text: string, found: Violation[]): Token[] {
  try {
    return tokenize(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    found.push({ file, line: 1, message: error.message, remedy: "make it valid TypeScript" });
    return [];
  }
}

function judgeSpecifier(file: string, { text, line }: Found, to: string | null): Violation[] {
  const refuse = (state: string, remedy: string): Violation[] => [
    { file, line, message: `Importing "${text}": ${state}`, remedy },
  ];
  if (/^(jsr|https?):/.test(text)) {
    return refuse("only the npm registry is a source of packages", 'name an npm package ("npm:…")');
  }
  if (/^(file:|\/)/.test(text)) {
    return refuse("the path holds on one machine only", "write a relative path");
  }
  if (text.startsWith("node:") && isNeutral(file)) {
    return refuse(`${file} must run on every runtime`, TO_ADAPTERS);
  }
  const refusal = to === null ? null : judgeImport(file, to);
  return refusal ? refuse(refusal.state, refusal.remedy) : [];
}

function judgePlace(file: string): Violation[] {
  const folder = folderOf(file);
  if (!file.startsWith("src/") || (folder !== null && Object.hasOwn(LAYERS, folder))) return [];
  return [{
    file,
    line: 1,
    message: `Placing ${file}: ${folder ?? "src/ itself"} is no layer`,
    remedy: `put it in one of ${Object.keys(LAYERS).join(", ")}, or add a layer to ` +
      "scripts/layers/table.ts",
  }];
}

function judgeCode(file: string, tokens: readonly Token[]): Violation[] {
  const stars = findExportStars(tokens).map((line) => ({
    file,
    line,
    message: "Exporting with `export *`: a reader cannot tell which names leave",
    remedy: "list the names one by one",
  }));
  const names = isNeutral(file) ? findRuntimeNames(tokens) : [];
  return [
    ...stars,
    ...names.map(({ text, line }) => ({
      file,
      line,
      message: `Naming "${text}": ${file} must run on every runtime`,
      remedy: `${TO_ADAPTERS}; if it is a name of your own, rename it`,
    })),
  ];
}

function circles(edges: ReadonlyMap<string, ReadonlyMap<string, number>>): Violation[] {
  const graph = new Map([...edges].map(([file, targets]) => [file, new Set(targets.keys())]));
  return findCycles(graph).map((cycle) => {
    const [file = "", next = ""] = cycle;
    return {
      file,
      line: edges.get(file)?.get(next) ?? 1,
      message: `Importing in a circle: ${cycle.join(" → ")}`,
      remedy: "move what they share to a file that imports neither (a type counts too)",
    };
  });
}

if (import.meta.main) {
  const tree = readTree(
    ["src", "tests", "scripts", "mod.ts", ...CONFIGS],
    (path) => path.endsWith(".ts") || CONFIGS.includes(path),
  );
  Deno.exitCode = report("layers", checkLayers(tree));
}
