import assert from "node:assert/strict";
import { costOf } from "../../../scripts/bench/paced_load.ts";

const BEFORE = { at: 1_000, cpu: 500, tokens: 40 };

Deno.test("costOf() is the CPU time of a token between two looks", () => {
  const used = { at: 3_000, cpu: 900, tokens: 240 };
  assert.equal(costOf({ before: BEFORE, used, rate: 100 }), 2);
});

Deno.test("costOf() leaves a second out in which the rate was not kept", () => {
  for (const tokens of [0, 179, 221, 400]) {
    const used = { at: 3_000, cpu: 900, tokens: 40 + tokens };
    assert.equal(costOf({ before: BEFORE, used, rate: 100 }), undefined, `${tokens}`);
  }
});
