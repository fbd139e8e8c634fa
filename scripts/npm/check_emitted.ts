/**
 * Holds what must be true of every file that goes to npm.
 *
 * @module
 */
import { findImports, findRuntimeNames, type Found } from "../layers/imports.ts";
import { resolveLocal } from "../layers/resolve.ts";
import { type Token, tokenize } from "../layers/tokens.ts";
import { inOrder, type Violation } from "../report.ts";
import { importedPackages, type PackageJson } from "./package_json.ts";

/** Texts of the package's files by path from its root. */
export type Emitted = ReadonlyMap<string, string>;

/** Node's own modules that Node 20 does not have; they may be loaded when they are needed. */
const NEWER_MODULES = new Set(["node:sqlite", "node:sea"]);

/** What an engine as old as Node 20 does not know, as words before and after a dot. */
const NEWER_NAMES: readonly (readonly [owner: string, name: string, since: number])[] = [
  ["Promise", "withResolvers", 22],
  ["Promise", "try", 24],
  ["Map", "groupBy", 22],
  ["Object", "groupBy", 22],
  ["Array", "fromAsync", 22],
  ["RegExp", "escape", 24],
  ["Error", "isError", 24],
  ["Iterator", "from", 22],
  ["meta", "main", 24],
];

/**
 * Checks the files of a package against its package.json.
 *
 * @param machine folders of the machine that builds, none of which a file may name
 */
export function checkEmitted(
  files: Emitted,
  options: { readonly packageJson: PackageJson; readonly machine: readonly string[] },
): Violation[] {
  const found: Violation[] = [];
  const specifiers: string[] = [];
  for (const [file, text] of files) {
    if (/^[A-Z]+(?:\.md)?$/.test(file)) continue;
    found.push(...checkPaths(file, text, options.machine));
    if (!/\.[jt]s$/.test(file)) continue;
    if (file.endsWith(".ts") && !file.endsWith(".d.ts")) {
      found.push(violation(file, 1, "it is a source", "leave it out of the package"));
    }
    const tokens = tokenize(text);
    found.push(...checkImports(file, tokens, files), ...checkNames(file, tokens));
    specifiers.push(...findImports(tokens).map(({ text }) => text));
  }
  found.push(...checkDependencies(importedPackages(specifiers), options.packageJson));
  return inOrder(found);
}

/** Whether the packages that are imported and those that are listed are the same. */
export function checkDependencies(
  imported: ReadonlySet<string>,
  { dependencies }: PackageJson,
): Violation[] {
  const wrong = (name: string, state: string, remedy: string) =>
    violation("package.json", 1, `"${name}" is ${state}`, remedy);
  return [
    ...[...imported].filter((name) => dependencies[name] === undefined)
      .map((name) => wrong(name, "imported and not listed", "list it in dependencies")),
    ...Object.keys(dependencies).filter((name) => !imported.has(name))
      .map((name) => wrong(name, "listed and not imported", "take it out of dependencies")),
  ];
}

function checkPaths(file: string, text: string, machine: readonly string[]): Violation[] {
  return text.split("\n").flatMap((line, index) => {
    const path = machine.find((path) => line.includes(path));
    if (path === undefined) return [];
    return [violation(file, index + 1, "it names a folder of this machine", "leave that out")];
  });
}

function checkImports(file: string, tokens: readonly Token[], files: Emitted): Violation[] {
  return findImports(tokens).flatMap(({ text, line }) => {
    const target = resolveLocal(text, { from: file, config: {} });
    if (target === null) {
      if (/^(?:npm|jsr|https?|file):/.test(text)) {
        return [violation(file, line, `it imports "${text}"`, "name an npm package")];
      }
      if (!NEWER_MODULES.has(text) || !file.endsWith(".js") || isCalled(tokens, { text, line })) {
        return [];
      }
      return [
        violation(file, line, `it imports "${text}", which Node 20 lacks`, "load it when needed"),
      ];
    }
    // Declarations are beside their code: `x.js` stands for `x.d.ts` too.
    const there = files.has(target) ||
      (file.endsWith(".d.ts") && files.has(target.replace(/\.js$/, ".d.ts")));
    if (there && target.endsWith(".js")) return [];
    return [violation(file, line, `it imports "${text}"`, 'name a file of the package, in ".js"')];
  });
}

/** Whether an import is a call of `import()`, made when it is needed. */
function isCalled(tokens: readonly Token[], found: Found): boolean {
  const at = tokens.findIndex(({ kind, text, line }) =>
    kind === "string" && text === found.text && line === found.line
  );
  return tokens[at - 1]?.text === "(";
}

function checkNames(file: string, tokens: readonly Token[]): Violation[] {
  if (file.endsWith(".d.ts")) return [];
  const found = findRuntimeNames(tokens).filter(({ text }) => text === "Deno" || text === "Bun")
    .map(({ text, line }) => violation(file, line, `it names ${text}`, "Node has no such thing"));
  const code = tokens.filter(({ kind }) => kind !== "comment");
  for (const [i, { text, line }] of code.entries()) {
    if (code[i + 1]?.text !== ".") continue;
    // What is called `meta` may be asked for less than what `import` has.
    if (text === "meta" && code[i - 2]?.text !== "import") continue;
    const newer = NEWER_NAMES.find(([owner, name]) => owner === text && name === code[i + 2]?.text);
    if (!newer) continue;
    const [owner, name, since] = newer;
    const what = `it uses ${owner}.${name}, which Node has from ${since}`;
    found.push(violation(file, line, what, "write it so that Node 20 can do it"));
  }
  return found;
}

function violation(file: string, line: number, what: string, remedy: string): Violation {
  return { file: `npm/${file}`, line, message: `Reading what is emitted: ${what}`, remedy };
}
