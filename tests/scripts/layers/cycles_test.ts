import assert from "node:assert/strict";
import { findCycles } from "../../../scripts/layers/cycles.ts";

function graph(edges: Record<string, string>): Map<string, Set<string>> {
  return new Map(
    Object.entries(edges).map(([file, targets]) => [file, new Set(targets.split(" "))]),
  );
}

Deno.test("findCycles() finds none where all imports run one way", () => {
  assert.deepEqual(findCycles(graph({ a: "b c", b: "c d", c: "d", d: "outside" })), []);
});

Deno.test("findCycles() finds a file that imports itself", () => {
  assert.deepEqual(findCycles(graph({ a: "a" })), [["a", "a"]]);
});

Deno.test("findCycles() gives a shortest way round, once a group", () => {
  assert.deepEqual(findCycles(graph({ a: "b", b: "c d", c: "d", d: "a" })), [["a", "b", "d", "a"]]);
});

Deno.test("findCycles() tells separate circles apart", () => {
  const found = findCycles(graph({ a: "b", b: "a", c: "d a", d: "e", e: "c" }));
  assert.deepEqual(found, [["a", "b", "a"], ["c", "d", "e", "c"]]);
});
