import assert from "node:assert/strict";
import { pruneDeclarations, referToLibraries } from "../../../scripts/npm/declarations.ts";

Deno.test("pruneDeclarations() keeps what doors lead to, by types named in full too", () => {
  const files = new Map([
    ["mod.d.ts", 'export type { A } from "./src/a.js";'],
    ["src/a.d.ts", 'export type A = import("./b.js").B;'],
    ["src/b.d.ts", 'import { z } from "zod";\nexport type B = 1;'],
    ["src/c.d.ts", "export type C = 1;"],
    ["src/c.js", ""],
  ]);
  pruneDeclarations(files, [{ types: "./mod.d.ts", default: "./mod.js" }]);
  assert.deepEqual([...files.keys()], ["mod.d.ts", "src/a.d.ts", "src/b.d.ts", "src/c.js"]);
});

Deno.test("pruneDeclarations() ends when declarations import each other", () => {
  const files = new Map([
    ["a.d.ts", 'import "./b.js";'],
    ["b.d.ts", 'import "./a.js";'],
  ]);
  pruneDeclarations(files, [{ types: "./a.d.ts", default: "./a.js" }]);
  assert.equal(files.size, 2);
});

Deno.test("referToLibraries() names the library in declarations that need it, and in no other", () => {
  const files = new Map([
    ["a.d.ts", "export declare class A implements AsyncDisposable {}"],
    ["b.d.ts", "export declare class B { [Symbol.dispose](): void; }"],
    ["c.d.ts", "export declare class C {}"],
    ["a.js", "export class A { [Symbol.asyncDispose]() {} }"],
  ]);
  referToLibraries(files);
  const referring = [...files].filter(([, text]) => text.startsWith("/// <reference lib="));
  assert.deepEqual(referring.map(([file]) => file), ["a.d.ts", "b.d.ts"]);
});
