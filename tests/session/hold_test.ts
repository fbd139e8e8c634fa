import assert from "node:assert/strict";
import { Hold } from "../../src/session/hold.ts";

const never = new AbortController().signal;

Deno.test("Hold.gone() waits for what is done, also where that fails", async () => {
  for (const settle of ["resolve", "reject"] as const) {
    const hold = new Hold();
    const work = Promise.withResolvers<string>();
    const done = hold.during(() => work.promise).catch((error) => error);
    assert.equal(hold.active, true);
    let gone = false;
    const waiting = hold.gone(never).then(() => gone = true);
    await Promise.resolve();
    assert.equal(gone, false);
    work[settle]("x");
    assert.equal(await done, "x");
    await waiting;
    assert.equal(hold.active, false);
  }
});

Deno.test("Hold.gone() waits for what follows at once, too", async () => {
  const hold = new Hold();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const one = hold.during(() => first.promise);
  const waiting = hold.gone(never).then(() => "gone");
  first.resolve();
  await one;
  const other = hold.during(() => second.promise);
  assert.equal(await Promise.race([waiting, Promise.resolve().then(() => "held")]), "held");
  second.resolve();
  await other;
  assert.equal(await waiting, "gone");
});

Deno.test("Hold.gone() ends when its signal aborts", async () => {
  const hold = new Hold();
  const work = Promise.withResolvers<void>();
  const done = hold.during(() => work.promise);
  const abort = new AbortController();
  const waiting = hold.gone(abort.signal);
  abort.abort();
  await waiting;
  await hold.gone(abort.signal);
  assert.equal(hold.active, true);
  work.resolve();
  await done;
  await hold.gone(never);
});

Deno.test("Hold.during() refuses a second one", async () => {
  const hold = new Hold();
  const work = Promise.withResolvers<void>();
  const done = hold.during(() => work.promise);
  await assert.rejects(hold.during(() => Promise.resolve()), /held back already/);
  assert.equal(hold.active, true);
  work.resolve();
  await done;
});
