import assert from "node:assert/strict";
import { Pending } from "../../src/lib/pending.ts";
import { GlobalTime } from "../support/global_time.ts";

Deno.test("settle() waits until nothing is left, what was begun meanwhile included", async () => {
  using time = new GlobalTime();
  const pending = new Pending();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  pending.add(first.promise.then(() => pending.add(second.promise)));
  pending.add(Promise.reject(new Error("its own business")));
  let left: number | undefined;
  pending.settle({ clock: time.clock, ms: 1_000 }).then((count) => left = count);
  await time.pass(100);
  assert.equal(pending.size, 1);
  first.resolve();
  await time.pass(100);
  assert.equal(left, undefined);
  second.resolve();
  await time.pass();
  assert.equal(left, 0);
  assert.equal(time.timers, 0);
});

Deno.test("settle() gives up after its time, and says how much is left", async () => {
  using time = new GlobalTime();
  const pending = new Pending();
  pending.add(new Promise(() => {}));
  let left: number | undefined;
  pending.settle({ clock: time.clock, ms: 1_000 }).then((count) => left = count);
  await time.pass(999);
  assert.equal(left, undefined);
  await time.pass(1);
  assert.equal(left, 1);
});

Deno.test("settle() gives up when its signal aborts, also one that has", async () => {
  using time = new GlobalTime();
  const pending = new Pending();
  const patience = new AbortController();
  pending.add(new Promise(() => {}));
  const settled = pending.settle({ clock: time.clock, ms: 1_000, signal: patience.signal });
  patience.abort();
  assert.equal(await settled, 1);
  assert.equal(await pending.settle({ clock: time.clock, ms: 1, signal: patience.signal }), 1);
  assert.equal(time.timers, 0);
});

Deno.test("settle() of nothing sets no timer", async () => {
  using time = new GlobalTime();
  const settled = new Pending().settle({ clock: time.clock, ms: 1_000 });
  assert.equal(time.timers, 0);
  assert.equal(await settled, 0);
});
