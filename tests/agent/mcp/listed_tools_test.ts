import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readListedTools } from "../../../src/agent/mcp/listed_tools.ts";

Deno.test("readListedTools() makes schemas that every model server takes", () => {
  const { tools, faults } = readListedTools([
    { name: "a", description: "d", inputSchema: { $schema: "x", type: "object" } },
    { name: "b", inputSchema: { properties: { n: { type: "number" } }, required: ["n"] } },
    { name: "c" },
  ]);
  assert.deepEqual(faults, []);
  assert.deepEqual(tools.map(({ parameters }) => parameters), [
    { type: "object", properties: {} },
    { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
    { type: "object", properties: {} },
  ]);
});

Deno.test("readListedTools() leaves out what cannot be used, and says why", () => {
  const { tools, faults } = readListedTools([
    { name: "good" },
    { name: "good" },
    { name: "x".repeat(257) },
    { name: "list", inputSchema: { type: "array" } },
    { name: "odd", inputSchema: { properties: [] } },
    { name: "text", inputSchema: "none" },
    { name: "long", inputSchema: { description: "x".repeat(70_000) } },
    { name: "" },
    null,
  ]);
  assert.deepEqual(tools.map(({ name }) => name), ["good"]);
  assert.deepEqual(faults.map((fault) => fault.replace(/"x{80}"/, '"x…"')), [
    '"good" is listed twice',
    '"x…": its name is too long',
    '"list": its schema describes no object',
    '"odd": the properties of its schema are no object',
    '"text": its schema is no object',
    '"long": its schema is longer than 65536 characters',
    "one has no name",
    "one has no name",
  ]);
});

Deno.test("readListedTools() takes no more than can be offered", () => {
  const listed = Array.from(
    { length: 600 },
    (_, n) => ({ name: `t${n}`, description: "x".repeat(9_999) }),
  );
  const { tools, faults } = readListedTools(listed);
  assert.equal(tools.length, 512);
  assert.equal(tools[0]!.description.length, 4_096);
  assert.deepEqual(faults, ["of 600 only 512 are taken"]);
});

Deno.test("readListedTools() throws for no list", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), (listed, inputSchema) => {
      readListedTools(listed);
      readListedTools([{ name: "a", inputSchema }]);
    }),
    { seed: 20261121, numRuns: 500 },
  );
});
