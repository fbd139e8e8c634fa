import assert from "node:assert/strict";
import {
  importedPackages,
  makePackageJson,
  rangesOf,
  targetsOf,
} from "../../../scripts/npm/package_json.ts";

const DENO = {
  version: "1.2.3",
  license: "MIT",
  exports: {},
  imports: { "@std/async/": "npm:/deno-std@^1.4.0/async/", zod: "npm:zod@^4.6.7", me: "./mod.ts" },
};
const target = (stem: string) => ({ types: `${stem}.d.ts`, default: `${stem}.js` });

function make(doors: Parameters<typeof makePackageJson>[0]["doors"]) {
  return makePackageJson({
    deno: DENO,
    doors,
    bin: "./src/cli/node_main.js",
    files: ["mod.js", "mod.d.ts", "src/a.js", "src/b/c.js"],
    imported: ["zod", "deno-std"],
  });
}

Deno.test("makePackageJson() takes version and licence of deno.json and names what is in it", () => {
  const made = make({ ".": target("./mod"), "./node": target("./src/node") });
  assert.equal(made.name, "tidegate");
  assert.equal(made.version, "1.2.3");
  assert.equal(made.license, "MIT");
  assert.deepEqual(made.bin, { tidegate: "./src/cli/node_main.js" });
  assert.deepEqual(made.files, ["CHANGELOG.md", "mod.d.ts", "mod.js", "src"]);
  assert.deepEqual(made.dependencies, { "deno-std": "^1.4.0", zod: "^4.6.7" });
  assert.equal(made.main, "./mod.js");
});

Deno.test("makePackageJson() puts types first, as TypeScript takes the first that fits", () => {
  const { exports } = make({ ".": target("./mod") }) as unknown as {
    exports: Record<string, Record<string, string>>;
  };
  assert.deepEqual(Object.keys(exports["."] ?? {}), ["types", "default"]);
});

Deno.test("makePackageJson() leaves bin out when there is no command", () => {
  const made = makePackageJson({ deno: DENO, doors: {}, bin: undefined, files: [], imported: [] });
  assert.equal("bin" in made, false);
});

Deno.test("makePackageJson() takes CommonJS as main when a door has both", () => {
  const made = make({ ".": { import: target("./esm/mod"), require: target("./script/mod") } });
  assert.equal(made.main, "./script/mod.js");
});

Deno.test("rangesOf() throws and names the package when deno.json has no range of it", () => {
  assert.throws(() => rangesOf(["ws"], DENO.imports), /"ws" is imported and not in deno\.json/);
});

Deno.test("importedPackages() names each package once and no file", () => {
  const found = importedPackages(["zod", "zod/v4", "./a.js", "node:fs", "@a/b/c.js"]);
  assert.deepEqual([...found], ["zod", "@a/b"]);
});

Deno.test("targetsOf() gives both places of a door with CommonJS", () => {
  const door = { import: target("./esm/mod"), require: target("./script/mod") };
  assert.deepEqual(targetsOf(door), [door.import, door.require]);
  assert.deepEqual(targetsOf(target("./mod")), [target("./mod")]);
});
