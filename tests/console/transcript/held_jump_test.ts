import assert from "node:assert/strict";
import { HeldJump } from "../../../src/console/transcript/held_jump.ts";

function stand() {
  const jumps: string[] = [];
  const time = { now: 10_000 };
  const held = new HeldJump(() => time.now);
  return { jumps, time, held, go: (name: string) => held.jump(() => jumps.push(name)) };
}

Deno.test("HeldJump repeats a jump that smooth scrolling undid, and no other", () => {
  const { jumps, time, held, go } = stand();
  go("at rest");
  assert.equal(held.holds, false);
  held.rest();
  held.push();
  time.now += 1_999;
  go("pushed");
  assert.equal(held.holds, true);
  held.rest();
  time.now += 1_999;
  held.rest();
  assert.deepEqual(jumps, ["at rest", "pushed", "pushed", "pushed"]);
  time.now += 1;
  assert.equal(held.holds, false);
  held.rest();
  assert.equal(jumps.length, 4);
});

Deno.test("HeldJump holds nothing long after somebody scrolled", () => {
  const { held, jumps, time, go } = stand();
  held.push();
  time.now += 2_000;
  go("long after");
  assert.equal(held.holds, false);
  held.rest();
  assert.deepEqual(jumps, ["long after"]);
});

Deno.test("HeldJump lets go when the user scrolls again, or does something else", () => {
  for (const act of ["push", "release"] as const) {
    const { held, jumps, go } = stand();
    held.push();
    go("pushed");
    held[act]();
    assert.equal(held.holds, false);
    held.rest();
    assert.deepEqual(jumps, ["pushed"], act);
  }
});
