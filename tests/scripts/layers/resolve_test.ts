import assert from "node:assert/strict";
import { resolveLocal } from "../../../scripts/layers/resolve.ts";

const config = {
  name: "gate",
  imports: {
    "zod": "npm:zod@^4",
    "@std/": "npm:/deno-std/",
    "~/": "./src/",
    "~/scripts/": "./scripts/",
    "~/door": "./mod.ts",
  },
  exports: { ".": "./mod.ts", "./deno": "./src/adapters/deno.ts" },
};

Deno.test("resolveLocal() follows relative paths, the import map and the package's own name", () => {
  const cases: [specifier: string, path: string | null][] = [
    ["./b.ts", "src/lib/b.ts"],
    ["../rpc/c.ts", "src/rpc/c.ts"],
    ["../../mod.ts", "mod.ts"],
    ["../../../up.ts", "../up.ts"],
    ["~/rpc/c.ts", "src/rpc/c.ts"],
    ["~/scripts/c.ts", "scripts/c.ts"],
    ["~/door", "mod.ts"],
    ["gate", "mod.ts"],
    ["gate/deno", "src/adapters/deno.ts"],
    ["gate/none", null],
    ["gateway", null],
    ["zod", null],
    ["@std/async/delay.js", null],
    ["npm:zod", null],
    ["node:fs", null],
  ];
  for (const [specifier, path] of cases) {
    assert.equal(resolveLocal(specifier, { from: "src/lib/a.ts", config }), path, specifier);
  }
});
