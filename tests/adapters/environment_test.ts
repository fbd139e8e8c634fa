import assert from "node:assert/strict";
import { readVariable } from "../../src/adapters/environment.ts";

Deno.test("readVariable() reads what is set, and nothing that every object has", () => {
  assert.ok(readVariable("PATH"));
  for (const name of ["constructor", "toString", "__proto__", "TIDEGATE_NOT_SET"]) {
    assert.equal(readVariable(name), undefined);
  }
});
