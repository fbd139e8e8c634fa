import assert from "node:assert/strict";
import { sayable, UNSAYABLE } from "../../src/session/sayable.ts";

Deno.test("sayable() leaves what JSON can say as it is", () => {
  assert.deepEqual(sayable("plain"), { value: "plain", text: "plain" });
  assert.deepEqual(sayable({ a: [1] }), { value: { a: [1] }, text: '{"a":[1]}' });
  assert.deepEqual(sayable(null), { value: null, text: "null" });
});

Deno.test("sayable() has null and no text for what JSON leaves out", () => {
  for (const value of [undefined, () => {}, Symbol("x")]) {
    assert.deepEqual(sayable(value), { value: null, text: "" });
  }
});

Deno.test("sayable() has a note for what JSON refuses", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  for (const value of [5n, cycle, { deep: { big: 1n } }]) {
    assert.deepEqual(sayable(value), { value: UNSAYABLE, text: UNSAYABLE });
  }
});
