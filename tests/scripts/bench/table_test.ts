import assert from "node:assert/strict";
import { atLeast, atMost, formatTable, isReached, type Row } from "../../../scripts/bench/table.ts";

const ROW: Row = { name: "speed", values: [1.234, undefined], unit: "ms", digits: 1 };
const titled = (rows: Row[]) => ({ title: "a part", columns: ["naive", "own"], rows });

Deno.test("formatTable() puts each number below its column, and says how a goal went", () => {
  const reached = atMost(2, { limit: 3, unit: "x" });
  const missed = atLeast(2, { limit: 3, digits: 0, unit: "x naive" });
  const lines = formatTable(titled([
    ROW,
    { ...ROW, name: "longer name", values: [1, 2], goal: reached },
    { ...ROW, values: [Number.NaN, 0], goal: missed },
  ]));
  assert.deepEqual(lines, [
    "a part",
    "",
    "                   naive          own",
    "speed                1.2              ms",
    "longer name          1.0          2.0 ms         ok   2.00 x (goal <= 3)",
    "speed                NaN          0.0 ms         MISS 2 x naive (goal >= 3)",
  ]);
});

Deno.test("isReached() is false once one goal is missed", () => {
  const reached = atMost(3, { limit: 3, unit: "x" });
  assert.ok(isReached(titled([ROW, { ...ROW, goal: reached }])));
  assert.ok(isReached(titled([{ ...ROW, goal: atLeast(3, { limit: 3, unit: "x" }) }])));
  const missed = atMost(3.1, { limit: 3, unit: "x" });
  assert.equal(isReached(titled([{ ...ROW, goal: reached }, { ...ROW, goal: missed }])), false);
});

Deno.test("a goal is missed by what could not be measured", () => {
  assert.equal(atMost(Number.NaN, { limit: 3, unit: "x" }).reached, false);
  assert.equal(atLeast(Number.NaN, { limit: 3, unit: "x" }).reached, false);
});
