import assert from "node:assert/strict";
import { DNT, dntOptions } from "../../../scripts/npm/pack_with_dnt.ts";

const PLAN = {
  entries: [{ name: ".", source: "mod.ts" }, { name: "./node", source: "src/node.ts" }],
  bin: { name: "tidegate", source: "src/cli/node_main.ts" },
  loaded: ["src/a_main.ts"],
  missing: [],
};

Deno.test("dntOptions() makes doors exports, and of programs no CommonJS", () => {
  const { entryPoints, outDir, scriptModule } = dntOptions(PLAN, "out");
  assert.deepEqual(entryPoints, [
    { kind: "export", name: ".", path: "./mod.ts" },
    { kind: "export", name: "./node", path: "./src/node.ts" },
    { kind: "bin", name: "src/cli/node_main.ts", path: "./src/cli/node_main.ts" },
    { kind: "bin", name: "src/a_main.ts", path: "./src/a_main.ts" },
  ]);
  assert.equal(outDir, "out");
  assert.equal(scriptModule, "cjs");
});

Deno.test("the packers' sources import nothing from JSR, so that nothing else has to ask it", () => {
  const text = Deno.readTextFileSync("scripts/npm/pack_with_dnt.ts");
  assert.match(text, /await import\(DNT\)/);
  assert.match(DNT, /^jsr:@deno\/dnt@/);
});
