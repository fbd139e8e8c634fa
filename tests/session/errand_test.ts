import assert from "node:assert/strict";
import { runErrand } from "../../src/session/errand.ts";
import { fakeClock } from "../support/fake_clock.ts";

function bench() {
  const time = fakeClock();
  const abort = new AbortController();
  return { time, abort, limits: { clock: time.clock, timeoutMs: 100, signal: abort.signal } };
}

Deno.test("runErrand() answers what the work does, and leaves no timer", async () => {
  const { time, limits } = bench();
  assert.deepEqual(await runErrand(() => Promise.resolve(5), limits), { kind: "done", value: 5 });
  const error = new Error("no");
  assert.deepEqual(await runErrand(() => Promise.reject(error), limits), { kind: "failed", error });
  const throws = () => {
    throw error;
  };
  assert.deepEqual(await runErrand(throws, limits), { kind: "failed", error });
  assert.equal(time.timers, 0);
});

Deno.test("runErrand() ends in time, whatever the work does", async () => {
  const { time, limits } = bench();
  const signals: AbortSignal[] = [];
  const outcome = runErrand((signal) => {
    signals.push(signal);
    return new Promise<never>(() => {});
  }, limits);
  time.tick(99);
  assert.equal(signals[0]?.aborted, false);
  time.tick(1);
  assert.deepEqual(await outcome, { kind: "timeout" });
  assert.equal(signals[0]?.aborted, true);
});

Deno.test("runErrand() ends when its signal aborts, and does not begin after that", async () => {
  const { time, abort, limits } = bench();
  const work = Promise.withResolvers<never>();
  const outcome = runErrand(() => work.promise, limits);
  abort.abort();
  assert.deepEqual(await outcome, { kind: "aborted" });
  assert.equal(time.timers, 0);
  // What fails later is nobody's: it must not end the process.
  work.reject(new Error("late"));
  assert.deepEqual(await runErrand(() => assert.fail("begun"), limits), { kind: "aborted" });
});
