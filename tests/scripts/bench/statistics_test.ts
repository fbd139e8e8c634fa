import assert from "node:assert/strict";
import { least, median, quantile, sum } from "../../../scripts/bench/statistics.ts";

Deno.test("quantile() finds the value below which the share lies", () => {
  const values = Array.from({ length: 100 }, (_, i) => 99 - i);
  assert.equal(quantile(values, 0.99), 99);
  assert.equal(quantile(values, 0.5), 50);
  assert.equal(quantile(values, 1), 99);
  assert.equal(quantile([7], 0.99), 7);
});

Deno.test("statistics of nothing are no numbers, but for the sum", () => {
  assert.deepEqual([quantile([], 0.5), median([]), least([])], [NaN, NaN, NaN]);
  assert.equal(sum([]), 0);
});

Deno.test("median(), least() and sum() do what they say", () => {
  assert.deepEqual([median([3, 1, 2]), least([3, 1, 2]), sum([3, 1, 2])], [2, 1, 6]);
});
