import assert from "node:assert/strict";
import { guardCallback } from "../../src/lib/guard_callback.ts";

Deno.test("guardCallback() hands arguments on", () => {
  const heard: unknown[] = [];
  const guarded = guardCallback(
    (name: string, count: number) => void heard.push(name, count),
    () => {
      heard.push("reported");
    },
  );
  guarded("a", 1);
  guarded("b", 2);
  assert.deepEqual(heard, ["a", 1, "b", 2]);
});

Deno.test("guardCallback() reports an exception instead of throwing it, each time", () => {
  const reported: unknown[] = [];
  const guarded = guardCallback((thrown: unknown) => {
    throw thrown;
  }, (error) => reported.push(error));
  const error = new Error("embedder");
  guarded(error);
  guarded(undefined);
  assert.equal(reported[0], error);
  assert.deepEqual(reported, [error, undefined]);
});
