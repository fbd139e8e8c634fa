import assert from "node:assert/strict";
import fc from "fast-check";
import { nestsDeeperThan } from "../../src/rpc/nesting.ts";

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

/** How deep a parsed value nests. */
function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

Deno.test("nestsDeeperThan() allows the limit and not one level more", () => {
  for (const limit of [1, 2, 7, 512]) {
    assert.equal(nestsDeeperThan(limit, nested(limit)), false);
    assert.equal(nestsDeeperThan(limit, nested(limit + 1)), true);
    assert.equal(nestsDeeperThan(limit, ` ${nested(limit)} `), false);
  }
});

Deno.test("nestsDeeperThan() counts objects and arrays alike", () => {
  assert.equal(nestsDeeperThan(4, '{"a":[{"b":[0]}]}'), false);
  assert.equal(nestsDeeperThan(3, '{"a":[{"b":[0]}]}'), true);
});

Deno.test("nestsDeeperThan() does not add up what stands side by side", () => {
  assert.equal(nestsDeeperThan(2, `[${"[],{},".repeat(1_000)}[]]`), false);
});

Deno.test("nestsDeeperThan() looks into no string", () => {
  const texts = [
    `"${"[".repeat(100)}"`,
    `["\\"${"[".repeat(100)}"]`,
    `["\\\\\\"${"{".repeat(100)}"]`,
    `{"${"[{".repeat(100)}":1}`,
    `["\\\\","[[[[[[[[[[[["]`,
  ];
  for (const text of texts) {
    JSON.parse(text);
    assert.equal(nestsDeeperThan(3, text), false, text);
  }
});

Deno.test("nestsDeeperThan() sees where a string ends in spite of backslashes", () => {
  for (let backslashes = 0; backslashes < 8; backslashes += 2) {
    const text = `["${"\\".repeat(backslashes)}",${nested(9)}]`;
    assert.equal(nestsDeeperThan(9, text), true, text);
  }
});

Deno.test("nestsDeeperThan() agrees with the parser about every JSON text", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom("[", "]", "{", "}", '"', "\\", ",", "a", "\u{1F300}") }),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 12, depthSize: "medium" },
      text,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(text, tie("value"), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.nat(6), (any, below) => {
      const json = JSON.stringify(any, undefined, below % 2);
      const depth = depthOf(any);
      assert.equal(nestsDeeperThan(depth, json), false);
      if (depth > 0) assert.equal(nestsDeeperThan(Math.max(0, depth - 1 - below), json), true);
    }),
    { seed: 20_260_702, numRuns: 3_000 },
  );
});

Deno.test("nestsDeeperThan() answers for what is no JSON", () => {
  for (const text of ["", "]]]]", '"', '"\\', "[[[[", "\\\\\\\\", "][][][", '["', "}{".repeat(9)]) {
    assert.equal(typeof nestsDeeperThan(2, text), "boolean", text);
  }
});
