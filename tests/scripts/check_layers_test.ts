import assert from "node:assert/strict";
import { checkLayers } from "../../scripts/check_layers.ts";

/** What the check says of a small project: `file:line message`, without the remedies. */
function check(files: Record<string, string>): string[] {
  return checkLayers(new Map(Object.entries(files)))
    .map(({ file, line, message }) => `${file}:${line} ${message}`);
}

/** What it says of one import; both files exist. */
function checkImport(from: string, specifier: string): string[] {
  return check({ [from]: `import { a } from "${specifier}";\n` });
}

Deno.test("checkLayers() passes a project whose imports all run down", () => {
  const clean = check({
    "mod.ts": 'export { a } from "./src/http/a.ts";\n',
    "src/lib/a.ts": "export const a = 1;\n",
    "src/lib/b.ts": 'import { a } from "./a.ts";\nimport config from "../../deno.json";\n',
    "src/http/a.ts": 'import { a } from "../lib/a.ts";\nimport { z } from "zod";\n',
    "src/adapters/deno.ts": 'import fs from "node:fs";\nDeno.cwd(); process.exit();\n',
    "src/cli/main.ts": 'import { a } from "../adapters/deno.ts";\nDeno.exit();\n',
    "src/client/a.ts": 'import { a } from "../lib/a.ts";\n',
    "tests/cli/main_test.ts": 'import "../../src/cli/main.ts";\nDeno.test("a", () => {});\n',
    "scripts/a.ts": 'import "../src/lib/a.ts";\nawait fetch("https://example.com/");\n',
    "deno.json": '{\n  "$schema": "https://example.com/",\n  "imports": { "zod": "npm:zod" }\n}\n',
  });
  assert.deepEqual(clean, []);
});

Deno.test("checkLayers() refuses an upward import and names both ranks", () => {
  assert.deepEqual(checkImport("src/session/a.ts", "../gateway/b.ts"), [
    'src/session/a.ts:1 Importing "../gateway/b.ts": upward, from session (rank 4) to gateway ' +
    "(rank 5)",
  ]);
  assert.equal(checkImport("src/lib/a.ts", "../cli/b.ts").length, 1);
});

Deno.test("checkLayers() refuses an import between folders of one rank", () => {
  assert.deepEqual(checkImport("src/rpc/a.ts", "../transport/b.ts"), [
    'src/rpc/a.ts:1 Importing "../transport/b.ts": sideways, from rpc (rank 1) to transport ' +
    "(rank 1)",
  ]);
});

Deno.test("checkLayers() refuses a type-only, a dynamic and a mapped import upwards", () => {
  const config = '{ "imports": { "~/": "./src/" } }';
  for (
    const text of [
      'import type { A } from "../http/b.ts";',
      'const b = await import("../http/b.ts");',
      'import { a } from "~/http/b.ts";',
      'export { a } from "../http/b.ts";',
    ]
  ) assert.equal(check({ "src/lib/a.ts": text, "deno.json": config }).length, 1, text);
});

Deno.test("checkLayers() lets the client know the wire and nothing else", () => {
  assert.deepEqual(checkImport("src/client/a.ts", "../protocol/b.ts"), []);
  assert.deepEqual(checkImport("src/client/a.ts", "../transport/b.ts"), [
    'src/client/a.ts:1 Importing "../transport/b.ts": client may import only protocol, rpc, lib, ' +
    "not transport",
  ]);
});

Deno.test("checkLayers() keeps the runtimes and everything outside src/ from the door", () => {
  assert.equal(checkImport("mod.ts", "./src/adapters/deno.ts").length, 1);
  assert.equal(checkImport("mod.ts", "./src/cli/main.ts").length, 1);
  assert.equal(checkImport("mod.ts", "./scripts/ok.ts").length, 1);
  assert.equal(check({ "mod.ts": "Deno.cwd();" }).length, 1);
  assert.deepEqual(checkImport("mod.ts", "./src/http/app.ts"), []);
});

Deno.test("checkLayers() refuses tests, scripts and the door in src/", () => {
  assert.deepEqual(checkImport("src/cli/a.ts", "../../tests/support/b.ts"), [
    'src/cli/a.ts:1 Importing "../../tests/support/b.ts": src/ ships without its tests',
  ]);
  assert.equal(checkImport("src/cli/a.ts", "./b_test.ts").length, 1);
  assert.equal(checkImport("src/cli/a.ts", "../../scripts/b.ts").length, 1);
  assert.equal(checkImport("src/cli/a.ts", "../../mod.ts").length, 1);
});

Deno.test("checkLayers() refuses files outside the layers", () => {
  const [stray] = check({ "src/helpers/a.ts": "" });
  assert.match(stray ?? "", /^src\/helpers\/a\.ts:1 Placing .*: helpers is no layer$/);
  const [loose] = check({ "src/a.ts": "" });
  assert.match(loose ?? "", /src\/ itself is no layer$/);
  assert.equal(check({ "src/toString/a.ts": "" }).length, 1);
});

Deno.test("checkLayers() refuses a circle once, with the whole way round", () => {
  const circle = check({
    "src/lib/a.ts": '\nimport type { B } from "./b.ts";',
    "src/lib/b.ts": 'import { c } from "./c.ts";',
    "src/lib/c.ts": 'import { a } from "./a.ts";',
  });
  assert.deepEqual(circle, [
    "src/lib/a.ts:2 Importing in a circle: src/lib/a.ts → src/lib/b.ts → src/lib/c.ts → " +
    "src/lib/a.ts",
  ]);
});

Deno.test("checkLayers() refuses a runtime name below the adapters, with its line", () => {
  assert.deepEqual(check({ "src/http/a.ts": "// Deno.cwd()\nconst a = Deno.cwd();\n" }), [
    'src/http/a.ts:2 Naming "Deno": src/http/a.ts must run on every runtime',
  ]);
  assert.equal(checkImport("src/lib/a.ts", "node:fs").length, 1);
  assert.equal(check({ "src/lib/a.ts": "process.exit(); Buffer.from(a);" }).length, 2);
});

Deno.test("checkLayers() refuses sources other than npm, in code and in the configuration", () => {
  for (const specifier of ["jsr:@std/async", "https://example.com/a.ts", "file:///a.ts", "/a.ts"]) {
    for (const file of ["src/lib/a.ts", "tests/lib/a_test.ts", "scripts/a.ts"]) {
      assert.equal(checkImport(file, specifier).length, 1, `${file} ${specifier}`);
    }
  }
  assert.equal(check({ "tests/a_test.ts": '// @ts-types="https://example.com/a.d.ts"' }).length, 1);
  const config = '{\n  "imports": {\n    "@std/async": "jsr:@std/async"\n  }\n}\n';
  assert.deepEqual(check({ "deno.json": config }), [
    'deno.json:3 Reading deno.json: it names a "jsr:" source',
  ]);
});

Deno.test("checkLayers() refuses `export *`", () => {
  const [star] = check({ "src/protocol/mod.ts": '\nexport * from "./a.ts";' });
  assert.match(star ?? "", /^src\/protocol\/mod\.ts:2 Exporting with `export \*`/);
});

Deno.test("checkLayers() reports a file it cannot read and goes on", () => {
  const found = check({ "src/lib/a.ts": '\n"open', "src/lib/b.ts": "Deno.cwd()" });
  assert.equal(found.length, 2);
  assert.match(found[0] ?? "", /^src\/lib\/a\.ts:1 Reading a string from line 2/);
});

Deno.test("checkLayers() gives every violation a remedy", () => {
  const found = checkLayers(
    new Map([
      ["src/rpc/a.ts", 'import "../transport/b.ts"; import "../../tests/c.ts"; Deno.cwd();'],
      ["src/x/a.ts", 'export * from "jsr:x"; import "./a.ts";'],
    ]),
  );
  assert.equal(found.length, 7);
  for (const { remedy } of found) assert.notEqual(remedy, "");
});
