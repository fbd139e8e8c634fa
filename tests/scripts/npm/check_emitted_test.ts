import assert from "node:assert/strict";
import { checkDependencies, checkEmitted } from "../../../scripts/npm/check_emitted.ts";

const MACHINE = ["/srv/builder/tidegate"];

function faults(files: Record<string, string>, dependencies: Record<string, string> = {}) {
  const packageJson = { name: "tidegate", version: "1.0.0", dependencies };
  return checkEmitted(new Map(Object.entries(files)), { packageJson, machine: MACHINE })
    .map(({ file, line, message }) => `${file}:${line} ${message.split(": ")[1]}`);
}

Deno.test("checkEmitted() is content with code, declarations and papers that fit together", () => {
  const files = {
    "mod.js": 'import { z } from "zod";\nexport { a } from "./src/a.js";',
    "mod.d.ts": 'export { a } from "./src/a.js";',
    "src/a.js": 'import fs from "node:fs";\nexport const a = fs;',
    "src/a.d.ts": "export declare const a: unknown;",
    "README.md": 'import x from "nothing";',
  };
  assert.deepEqual(faults(files, { zod: "^4.0.0" }), []);
});

Deno.test("checkEmitted() finds an import that leads nowhere or to a source", () => {
  const files = {
    "mod.js": 'import "./gone.js";\nimport "./a.ts";',
    "a.ts": "export const a = 1;",
    "mod.d.ts": 'export { b } from "./gone.js";',
  };
  assert.deepEqual(faults(files), [
    "npm/a.ts:1 it is a source",
    'npm/mod.d.ts:1 it imports "./gone.js"',
    'npm/mod.js:1 it imports "./gone.js"',
    'npm/mod.js:2 it imports "./a.ts"',
  ]);
});

Deno.test("checkEmitted() finds names that only Deno knows", () => {
  assert.deepEqual(faults({ "mod.js": 'import "jsr:@std/async";\nDeno.exit();' }), [
    'npm/mod.js:1 it imports "jsr:@std/async"',
    "npm/mod.js:2 it names Deno",
  ]);
});

Deno.test("checkEmitted() finds what Node 20 lacks, and not what is only called so", () => {
  const text = [
    "Promise.withResolvers();",
    "if (import.meta.main) run();",
    "const { main } = meta; meta.main;",
    'import { DatabaseSync } from "node:sqlite";',
    'const later = () => import("node:sqlite");',
  ];
  assert.deepEqual(faults({ "mod.js": text.join("\n") }), [
    "npm/mod.js:1 it uses Promise.withResolvers, which Node has from 22",
    "npm/mod.js:2 it uses meta.main, which Node has from 24",
    'npm/mod.js:4 it imports "node:sqlite", which Node 20 lacks',
  ]);
  assert.deepEqual(faults({ "mod.js": text[4] ?? "" }), []);
});

Deno.test("checkEmitted() finds a folder of the machine that builds, also in a comment", () => {
  assert.deepEqual(faults({ "mod.js": "\n// file:///srv/builder/tidegate/mod.ts" }), [
    "npm/mod.js:2 it names a folder of this machine",
  ]);
});

Deno.test("checkDependencies() finds what is on one of the two lists alone", () => {
  const packageJson = { name: "", version: "", dependencies: { zod: "^4.0.0", yaml: "^2.0.0" } };
  const found = checkDependencies(new Set(["zod", "ws"]), packageJson);
  assert.deepEqual(found.map(({ message }) => message.split(": ")[1]), [
    '"ws" is imported and not listed',
    '"yaml" is listed and not imported',
  ]);
});
