/**
 * Finds what a file imports, and the names of runtimes that it uses, in its tokens.
 *
 * @module
 */

import type { Token } from "./tokens.ts";

/** A name or specifier and the line it stands on. */
export interface Found {
  readonly text: string;
  readonly line: number;
}

const PRAGMA = /@(?:ts-types|deno-types)\s*=\s*["']([^"']+)["']/;
const REFERENCE = /^\/\s*<reference\s+(types|path|lib)\s*=\s*["']([^"']+)["']/;
const GLOBALS = new Set(["globalThis", "self", "window", "global"]);
const RUNTIMES = new Set(["Deno", "Bun", "Buffer"]);

/** Everything a file imports: static, dynamic, re-exported, as types, or in a `@ts-types` comment. */
export function findImports(tokens: readonly Token[]): Found[] {
  const found: Found[] = [];
  const code = withoutComments(tokens);
  for (const [i, { kind, text, line }] of code.entries()) {
    if (kind === "string" && isSpecifier(code, i)) found.push({ text, line });
  }
  for (const { kind, text, line } of tokens) {
    if (kind !== "comment") continue;
    const reference = REFERENCE.exec(text);
    const specifier = PRAGMA.exec(text)?.[1] ?? (reference?.[1] === "lib" ? null : reference?.[2]);
    if (specifier) found.push({ text: specifier, line });
  }
  return found;
}

/** The lines of `export *`, with or without `as` or `type`. */
export function findExportStars(tokens: readonly Token[]): number[] {
  const code = withoutComments(tokens);
  return code.flatMap(({ text, kind, line }, i) => {
    if (kind !== "word" || text !== "export" || isProperty(code, i)) return [];
    const next = code[i + 1]?.text === "type" ? code[i + 2] : code[i + 1];
    return next?.kind === "mark" && next.text === "*" ? [line] : [];
  });
}

/** Uses of a runtime's globals: `Deno`, `Bun`, `Buffer`, `process.`, and `lib="deno…"` references. */
export function findRuntimeNames(tokens: readonly Token[]): Found[] {
  const code = withoutComments(tokens);
  const found = code.flatMap(({ text, line }, i) => isRuntimeName(code, i) ? [{ text, line }] : []);
  for (const { kind, text, line } of tokens) {
    const reference = kind === "comment" ? REFERENCE.exec(text) : null;
    if (reference?.[1] !== "lib" || !reference[2]?.startsWith("deno")) continue;
    found.push({ text: reference[2], line });
  }
  return found;
}

function withoutComments(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ kind }) => kind !== "comment");
}

function isSpecifier(code: readonly Token[], i: number): boolean {
  const before = code[i - 1];
  if (before?.kind === "word" && (before.text === "from" || before.text === "import")) {
    return !isProperty(code, i - 1);
  }
  return before?.text === "(" && before.kind === "mark" && code[i - 2]?.text === "import" &&
    !isProperty(code, i - 2);
}

function isRuntimeName(code: readonly Token[], i: number): boolean {
  const { kind, text } = code[i] as Token;
  const ofGlobal = GLOBALS.has(owner(code, i) ?? "");
  if (kind === "string") {
    const indexed = code[i - 1]?.text === "[" && GLOBALS.has(code[i - 2]?.text ?? "");
    return indexed && (RUNTIMES.has(text) || text === "process");
  }
  if (kind !== "word" || (isProperty(code, i) && !ofGlobal)) return false;
  if (RUNTIMES.has(text)) return true;
  if (text !== "process") return false;
  // A word of everyday English: only its use as an object gives the global away.
  return ofGlobal || code[i - 1]?.text === "typeof" || isObject(code, i);
}

function isObject(code: readonly Token[], i: number): boolean {
  const next = code[i + 1]?.text;
  if (next === "." || next === "[") return true;
  return (next === "?" || next === "!") && code[i + 2]?.text === ".";
}

/** Whether the word at `i` follows a dot that is not the last of a spread's three. */
function isProperty(code: readonly Token[], i: number): boolean {
  return code[i - 1]?.text === "." && code[i - 1]?.kind === "mark" && code[i - 2]?.text !== ".";
}

/** What stands before the dot in `owner.name` and `owner?.name`. */
function owner(code: readonly Token[], i: number): string | undefined {
  if (!isProperty(code, i)) return undefined;
  const before = code[i - 2];
  return before?.text === "?" ? code[i - 3]?.text : before?.text;
}
