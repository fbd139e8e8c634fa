import assert from "node:assert/strict";
import { entriesOf, withoutForeignTypes } from "../../scripts/check_docs.ts";

Deno.test("entriesOf() reads what deno.json exports", () => {
  assert.deepEqual(entriesOf('{"exports":{".":"./mod.ts","./deno":"./src/adapters/deno.ts"}}'), [
    "./mod.ts",
    "./src/adapters/deno.ts",
  ]);
});

Deno.test("withoutForeignTypes() leaves out what is not ours to mend, and nothing else", () => {
  const said = [
    "\x1b[33mWarning\x1b[0m Failed resolving types. Could not find package 'zlib.d.ts'",
    "    at file:///cache/@types/node/index.d.ts:92:21",
    "error[missing-jsdoc]: exported symbol is missing JSDoc documentation",
    "  --> src/a.ts:1:1",
    "Warning something else",
  ];
  assert.equal(withoutForeignTypes(said.join("\n")), said.slice(2).join("\n"));
});
