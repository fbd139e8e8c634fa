import assert from "node:assert/strict";
import { methodTable } from "../../src/gateway/handlers/table.ts";
import { methods } from "../../src/protocol/methods.ts";

Deno.test("methods names every contract as the contract does", () => {
  for (const [name, contract] of Object.entries(methods)) assert.equal(contract.name, name);
});

Deno.test("methods has what the gateway answers, no more and no less", () => {
  assert.deepEqual(Object.keys(methods).sort(), [...methodTable().keys()].sort());
});

Deno.test("methods is in the order of its names", () => {
  assert.deepEqual(Object.keys(methods), Object.keys(methods).sort());
});
