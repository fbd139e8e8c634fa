import assert from "node:assert/strict";
import { orAborted } from "../../src/lib/or_aborted.ts";

const never = new AbortController().signal;

Deno.test("orAborted() is what the promise is", async () => {
  assert.equal(await orAborted(Promise.resolve(7), never), 7);
  await assert.rejects(orAborted(Promise.reject(new Error("no")), never), /no/);
});

Deno.test("orAborted() rejects with the signal's reason, whatever becomes of the promise", async () => {
  const stop = new AbortController();
  const { promise, reject } = Promise.withResolvers<void>();
  const waiting = orAborted(promise, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(waiting, /enough/);
  reject(new Error("nobody hears it"));
  await assert.rejects(orAborted(Promise.reject(new Error("no")), stop.signal), /enough/);
});
