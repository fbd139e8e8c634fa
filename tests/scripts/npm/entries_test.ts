import assert from "node:assert/strict";
import { planPackage } from "../../../scripts/npm/entries.ts";

function tree(...paths: string[]) {
  return new Map(paths.map((path) => [path, ""]));
}

Deno.test("planPackage() takes the doors of deno.json, Deno's own left out", () => {
  const exports = { ".": "./mod.ts", "./deno": "./src/adapters/deno.ts", "./x": "./src/x.ts" };
  const { entries } = planPackage(exports, tree("mod.ts", "src/adapters/deno.ts", "src/x.ts"));
  assert.deepEqual(entries, [{ name: ".", source: "mod.ts" }, { name: "./x", source: "src/x.ts" }]);
});

Deno.test("planPackage() takes a door's path from deno.json when it names one", () => {
  const { entries } = planPackage({ "./node": "./src/n.ts" }, tree("src/n.ts"));
  assert.deepEqual(entries, [{ name: "./node", source: "src/n.ts" }]);
});

Deno.test("planPackage() tells what is missing when a source is not there", () => {
  const { missing, bin } = planPackage({}, tree("mod.ts", "src/protocol/mod.ts"));
  assert.equal(bin, undefined);
  assert.deepEqual(missing.map(({ name }) => name), ["./node", "./client", "tidegate"]);
});

Deno.test("planPackage() takes along what runs by itself, though nobody imports it", () => {
  const alone = ["src/adapters/a_worker_main.ts", "src/adapters/b_thread.ts"];
  const { loaded } = planPackage({}, tree("src/cli/main.ts", "src/adapters/is_main.ts", ...alone));
  assert.deepEqual(loaded, alone);
});
