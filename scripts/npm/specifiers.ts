/**
 * What emitted files import, and how that is written anew for npm.
 *
 * @module
 */
import { findImports, type Found } from "../layers/imports.ts";
import { tokenize } from "../layers/tokens.ts";

/** A comment that gives an import its types; who reads JavaScript has no use for it. */
const TYPES_COMMENT = /[ \t]*\/\/ @ts-types="[^"]*"[ \t]*(?=\n|$)/g;
/** The same with the import below it. */
const TYPED_IMPORT = /\/\/ @ts-types="([^"]*)"\s*\n[^;]*?["']([^"']+)["'];/g;

/** An import map's names and what they stand for, as in deno.json. */
export type Imports = Readonly<Record<string, string>>;

/** Everything a file imports, with the line it stands on. */
export function specifiersOf(text: string): Found[] {
  return findImports(tokenize(text));
}

/** Gives every import of a file the name that `rename` answers. */
export function renameImports(text: string, rename: (specifier: string) => string): string {
  const bare = text.replaceAll(TYPES_COMMENT, "");
  const lines = bare.split("\n");
  for (const { text: specifier, line } of specifiersOf(bare)) {
    const name = rename(specifier);
    if (name === specifier) continue;
    lines[line - 1] = replaceQuoted(lines[line - 1] ?? "", specifier, name);
  }
  return lines.join("\n");
}

/**
 * The name under which Node finds what Deno finds through the import map. Relative names end in `.js`.
 *
 * @example
 * `@std/async/debounce.js`, where the map says `"@std/async/": "npm:/deno-std@^1.4.0/async/"`, becomes
 * `deno-std/async/debounce.js`.
 */
export function nodeName(specifier: string, imports: Imports): string {
  if (/^\.{1,2}\//.test(specifier)) return specifier.replace(/(?:\.d)?\.ts$/, ".js");
  const key = matchingKey(specifier, imports);
  const target = key === undefined ? undefined : npmTarget(imports[key] ?? "");
  if (key === undefined || target === undefined) return specifier;
  return target.name + target.path + specifier.slice(key.length);
}

/** Imports that a comment gives types, and where it says they are. */
export function findTypesComments(text: string): { specifier: string; types: string }[] {
  return [...text.matchAll(TYPED_IMPORT)].map(([, types = "", specifier = ""]) => (
    { specifier, types }
  ));
}

/** The package and the range a bare name leads to; `undefined` for anything that npm does not hold. */
export function npmTarget(
  target: string,
): { name: string; range: string; path: string } | undefined {
  const match = /^npm:\/?((?:@[^/@]+\/)?[^/@]+)@([^/]+)(\/.*)?$/.exec(target);
  if (!match) return undefined;
  const [, name = "", range = "", path = ""] = match;
  return { name, range, path };
}

/** The package that a bare name belongs to; `undefined` for files, addresses and Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (/^(?:[./#]|\w+:)/.test(specifier)) return undefined;
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}

function matchingKey(specifier: string, imports: Imports): string | undefined {
  if (imports[specifier] !== undefined) return specifier;
  const keys = Object.keys(imports).filter((key) =>
    specifier.startsWith(key.endsWith("/") ? key : `${key}/`)
  );
  return keys.sort((a, b) => b.length - a.length)[0];
}

function replaceQuoted(line: string, old: string, name: string): string {
  const quote = line.includes(`"${old}"`) ? '"' : "'";
  // By a function: in a text to put in, `$` would be read as a reference.
  return line.replace(quote + old + quote, () => quote + name + quote);
}
