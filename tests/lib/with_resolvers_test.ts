import assert from "node:assert/strict";
import { withResolvers } from "../../src/lib/with_resolvers.ts";

Deno.test("withResolvers() makes a promise that is settled from outside, once", async () => {
  const { promise, resolve, reject } = withResolvers<string>();
  resolve("first");
  resolve("second");
  reject(new Error("third"));
  assert.equal(await promise, "first");
});

Deno.test("withResolvers() takes the promise of another, and a reason to fail", async () => {
  const [follows, fails] = [withResolvers<number>(), withResolvers<void>()];
  follows.resolve(Promise.resolve(7));
  assert.equal(await follows.promise, 7);
  fails.reject(new Error("no tide"));
  await assert.rejects(fails.promise, { message: "no tide" });
});
