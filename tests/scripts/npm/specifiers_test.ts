import assert from "node:assert/strict";
import {
  findTypesComments,
  nodeName,
  npmTarget,
  packageOf,
  renameImports,
  specifiersOf,
} from "../../../scripts/npm/specifiers.ts";

const IMPORTS = {
  "@std/async/": "npm:/deno-std@^1.4.0/async/",
  "@scope/sdk": "npm:@scope/sdk@^2.0.0",
  "hono": "npm:hono@^4.0.0",
  "tidegate": "./mod.ts",
};

Deno.test("nodeName() gives a name of the import map the package's own when they differ", () => {
  assert.equal(nodeName("@std/async/debounce.js", IMPORTS), "deno-std/async/debounce.js");
});

Deno.test("nodeName() leaves a package's name and its parts as they are when they agree", () => {
  for (const name of ["hono", "hono/cookie", "@scope/sdk", "@scope/sdk/x.js", "node:fs", "ws"]) {
    assert.equal(nodeName(name, IMPORTS), name);
  }
});

Deno.test("nodeName() leaves a name alone when the map leads into the project", () => {
  assert.equal(nodeName("tidegate", IMPORTS), "tidegate");
});

Deno.test("nodeName() ends a relative name in .js when it ended in .ts or .d.ts", () => {
  assert.equal(nodeName("./a.ts", IMPORTS), "./a.js");
  assert.equal(nodeName("../b/a.d.ts", IMPORTS), "../b/a.js");
  assert.equal(nodeName("./a.js", IMPORTS), "./a.js");
});

Deno.test("renameImports() renames what is imported and no other text", () => {
  const text = [
    'import { a } from "./a.ts"; // from "./a.ts"',
    "export * from './b.ts';",
    'const c = await import("./c.ts");',
    'const said = "./a.ts";',
    'type D = import("./d.ts").D;',
  ].join("\n");
  assert.equal(
    renameImports(text, (name) => name.replace(".ts", "$1.js")),
    [
      'import { a } from "./a$1.js"; // from "./a.ts"',
      "export * from './b$1.js';",
      'const c = await import("./c$1.js");',
      'const said = "./a.ts";',
      'type D = import("./d$1.js").D;',
    ].join("\n"),
  );
});

Deno.test("renameImports() renames twice when one line imports the same twice", () => {
  const text = 'type A = import("./a.ts").A | import("./a.ts").B;';
  assert.equal(
    renameImports(text, (name) => name.replace(".ts", ".js")),
    'type A = import("./a.js").A | import("./a.js").B;',
  );
});

Deno.test("renameImports() drops the comments that give an import its types", () => {
  const text = '/** Docs. */ // @ts-types="./a.d.ts"\nexport { a } from "a";\n';
  const renamed = renameImports(text, (name) => name);
  assert.equal(renamed, '/** Docs. */\nexport { a } from "a";\n');
  assert.deepEqual(specifiersOf(renamed).map(({ text }) => text), ["a"]);
});

Deno.test("findTypesComments() pairs a comment with the import below it", () => {
  const text = 'import x from "x";\n// @ts-types="./a.d.ts"\nexport {\n  a,\n} from "a";\n';
  assert.deepEqual(findTypesComments(text), [{ specifier: "a", types: "./a.d.ts" }]);
});

Deno.test("npmTarget() reads a name with a scope, a range and a path", () => {
  assert.deepEqual(npmTarget("npm:/@a/b@^1.2.0/c/"), {
    name: "@a/b",
    range: "^1.2.0",
    path: "/c/",
  });
  assert.deepEqual(npmTarget("npm:b@2"), { name: "b", range: "2", path: "" });
  assert.equal(npmTarget("./mod.ts"), undefined);
});

Deno.test("packageOf() tells packages from files and Node's own modules", () => {
  assert.equal(packageOf("@a/b/c.js"), "@a/b");
  assert.equal(packageOf("a/c.js"), "a");
  assert.equal(packageOf("node:fs"), undefined);
  assert.equal(packageOf("./a.js"), undefined);
});
