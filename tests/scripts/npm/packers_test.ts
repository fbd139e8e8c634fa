import assert from "node:assert/strict";
import { isThere, PACKERS } from "../../../scripts/npm/packers.ts";

const ROOT = "jsr:@a/b@1";
const ADDRESS = "https://registry.example/@a/b/1.0.0/mod.ts";

Deno.test("isThere() says yes when the module behind the redirect is there", () => {
  const redirects = { [ROOT]: ADDRESS };
  assert.equal(isThere({ roots: [ROOT], redirects, modules: [{ specifier: ADDRESS }] }), true);
});

Deno.test("isThere() says no when the module has an error, or there is none", () => {
  const modules = [{ specifier: ROOT, error: "JSR package manifest failed to load" }];
  assert.equal(isThere({ roots: [ROOT], redirects: {}, modules }), false);
  assert.equal(isThere({ roots: [], redirects: {}, modules: [] }), false);
});

Deno.test("PACKERS.deno leaves files where their sources are", () => {
  const { door, program } = PACKERS.deno;
  assert.deepEqual(door("src/a.ts"), { types: "./src/a.d.ts", default: "./src/a.js" });
  assert.equal(program("src/a.ts"), "./src/a.js");
});

Deno.test("PACKERS.dnt has ES modules and CommonJS, and programs as ES modules", () => {
  const { door, program } = PACKERS.dnt;
  assert.deepEqual(door("mod.ts"), {
    import: { types: "./esm/mod.d.ts", default: "./esm/mod.js" },
    require: { types: "./script/mod.d.ts", default: "./script/mod.js" },
  });
  assert.equal(program("src/a.ts"), "./esm/src/a.js");
});
