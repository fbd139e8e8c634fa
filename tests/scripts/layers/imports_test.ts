import assert from "node:assert/strict";
import { findExportStars, findImports, findRuntimeNames } from "../../../scripts/layers/imports.ts";
import { tokenize } from "../../../scripts/layers/tokens.ts";

const specifiers = (source: string) => findImports(tokenize(source)).map(({ text }) => text);
const names = (source: string) => findRuntimeNames(tokenize(source)).map(({ text }) => text);
const stars = (source: string) => findExportStars(tokenize(source)).length;

Deno.test("findImports() finds every way to import", () => {
  const ways = [
    'import "X";',
    'import a from "X";',
    "import * as a from 'X';",
    'import { a, type B } from "X";',
    'import type { A } from "X";',
    'import a, { b } from "X" with { type: "json" };',
    'import {\n  a,\n  // why\n} from "X";',
    'export { a } from "X";',
    'export type { A } from "X";',
    'export * as a from "X";',
    'const a = await import("X");',
    "const a = await import(`X`);",
    'const a = import(/* why */ "X");',
    'type A = import("X").A;',
    '// @ts-types="X"',
    '/* @deno-types="X" */',
    '/// <reference types="X" />',
    '/// <reference path="X" />',
  ];
  for (const way of ways) assert.deepEqual(specifiers(way), ["X"], way);
});

Deno.test("findImports() is not taken in by what only looks like an import", () => {
  const others = [
    'Array.from("X")',
    'const a = { from: "X", import: "Y" };',
    '"import a from \\"X\\";"',
    '// import "X"',
    '`import "X"`',
    "import(`${a}`)",
    'loader.import("X")',
    'import.meta.resolve("X")',
    '/// <reference lib="X" />',
  ];
  for (const other of others) assert.deepEqual(specifiers(other), [], other);
});

Deno.test("findImports() gives the line of the specifier", () => {
  const found = findImports(tokenize('\nimport {\n  a,\n} from "X";\n'));
  assert.deepEqual(found, [{ text: "X", line: 4 }]);
});

Deno.test("findExportStars() finds plain, named and type-only ones", () => {
  assert.equal(stars('export * from "X"'), 1);
  assert.equal(stars('export * as a from "X"'), 1);
  assert.equal(stars('export type * from "X"'), 1);
  assert.equal(stars('export { a } from "X"; export type A = 1; // export *'), 0);
});

Deno.test("findRuntimeNames() finds a runtime however it is reached", () => {
  const uses: [source: string, name: string][] = [
    ["Deno.cwd()", "Deno"],
    ["f(...Deno.args)", "Deno"],
    ["const { cwd } = Deno;", "Deno"],
    ["type A = Deno.Conn;", "Deno"],
    ["typeof Deno", "Deno"],
    ["globalThis.Deno", "Deno"],
    ["globalThis?.Deno", "Deno"],
    ['globalThis["Deno"]', "Deno"],
    ["`${Deno.pid}`", "Deno"],
    ["Bun.serve", "Bun"],
    ["Buffer.from(a)", "Buffer"],
    ["let a: Buffer", "Buffer"],
    ["process.env", "process"],
    ["process?.env", "process"],
    ["process!.env", "process"],
    ['process["env"]', "process"],
    ["typeof process", "process"],
    ["({ ...process.env })", "process"],
    ["globalThis.process", "process"],
    ['/// <reference lib="deno.ns" />', "deno.ns"],
  ];
  for (const [source, name] of uses) assert.deepEqual(names(source), [name], source);
});

Deno.test("findRuntimeNames() leaves words, properties and text alone", () => {
  const others = [
    "child.process.kill()",
    "this.#process.kill()",
    "agent?.process.kill()",
    "function process(line: string) {}",
    "process(line)",
    'log("Deno.cwd() and process.env")',
    "// Deno.cwd()",
    "kinds.Deno",
    "denoVersion; BufferedReader; ArrayBuffer",
    '/// <reference lib="dom" />',
  ];
  for (const other of others) assert.deepEqual(names(other), [], other);
});
