import assert from "node:assert/strict";
import fc from "fast-check";
import { BestOf } from "../../src/workspace/best_of.ts";

Deno.test("BestOf has what sorting all would have at the beginning", () => {
  fc.assert(fc.property(fc.array(fc.nat(20)), fc.nat(8), (numbers, most) => {
    const best = new BestOf<[number, number]>(most, ([a], [b]) => a - b);
    const items = numbers.map((number, at): [number, number] => [number, at]);
    for (const item of items) best.offer(item);
    assert.deepEqual(best.all, items.sort(([a], [b]) => a - b).slice(0, most));
  }));
});
