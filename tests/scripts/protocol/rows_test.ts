import assert from "node:assert/strict";
import { rowsOf, typeText } from "../../../scripts/protocol/rows.ts";

const text = { type: "string" };

Deno.test("typeText() tells what a schema holds in a few words", () => {
  const ref = { $ref: "#/components/schemas/Usage" };
  assert.equal(typeText(text), "string");
  assert.equal(typeText({ type: ["string", "null"] }), "string or null");
  assert.equal(typeText({ type: "integer", minimum: 1, maximum: 9 }), "whole number, 1 to 9");
  assert.equal(typeText({ type: "integer", minimum: 0 }), "whole number, 0 or more");
  assert.equal(typeText({ enum: ["a", "b"], type: "string" }), '`"a"`, `"b"`');
  assert.equal(typeText({ const: true, type: "boolean" }), "`true`");
  assert.equal(typeText(ref), "[Usage](#usage)");
  assert.equal(typeText({ anyOf: [ref, { type: "null" }] }), "[Usage](#usage) or null");
  assert.equal(typeText({ type: "array", items: text }), "list of strings");
  assert.equal(typeText({ type: "array", prefixItems: [text, text] }), "list of string and string");
  assert.equal(typeText({ type: "object", additionalProperties: text }), "object of strings");
  assert.equal(typeText({}), "anything");
});

Deno.test("rowsOf() tells members of members and of items, and which may be missing", () => {
  const rows = rowsOf({
    type: "object",
    required: ["list"],
    properties: {
      list: {
        type: "array",
        items: { type: "object", properties: { id: text }, required: ["id"] },
      },
      inner: { type: "object", properties: { deep: { ...text, description: "down" } } },
      many: { type: "integer", default: 5 },
    },
  });
  assert.deepEqual(rows.map(({ path, required }) => [path, required]), [
    ["list", true],
    ["list[].id", true],
    ["inner", false],
    ["inner.deep", false],
    ["many", false],
  ]);
  assert.equal(rows[3]?.meaning, "down");
  assert.equal(rows[4]?.fallback, "5");
});

Deno.test("rowsOf() joins what an object may be: what only one has may be missing", () => {
  const one = (kind: string, more: object) => ({
    type: "object",
    properties: { kind: { const: kind }, ...more },
    required: ["kind", ...Object.keys(more)],
  });
  const rows = rowsOf({ anyOf: [one("a", { text }), one("b", {})] });
  assert.deepEqual(rows.map(({ path, type, required }) => [path, type, required]), [
    ["kind", '`"a"`, `"b"`', true],
    ["text", "string", false],
  ]);
});
