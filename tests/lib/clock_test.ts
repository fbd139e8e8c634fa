import assert from "node:assert/strict";
// @ts-types="npm:@types/sinonjs__fake-timers"
import FakeTimers from "@sinonjs/fake-timers";
import { sleep, systemClock } from "../../src/lib/clock.ts";
import { fakeClock } from "../support/fake_clock.ts";

/** Runs `act` while the global timers and both global clocks stand still. */
async function withGlobalTime(
  act: (time: ReturnType<typeof FakeTimers.install>) => void | Promise<void>,
): Promise<void> {
  const time = FakeTimers.install({ now: 5_000 });
  try {
    await act(time);
  } finally {
    time.uninstall();
  }
}

Deno.test("systemClock follows the globals as they are when it is called", async () => {
  await withGlobalTime((time) => {
    const before = systemClock.monotonic();
    assert.equal(systemClock.now(), 5_000);
    time.tick(250);
    assert.equal(systemClock.now(), 5_250);
    assert.equal(systemClock.monotonic() - before, 250);
  });
});

Deno.test("systemClock.monotonic() stays on its way when the wall clock jumps", async () => {
  await withGlobalTime((time) => {
    const before = systemClock.monotonic();
    time.setSystemTime(0);
    assert.equal(systemClock.now(), 0);
    assert.equal(systemClock.monotonic(), before);
  });
});

Deno.test("systemClock.after() calls once, at its time", async () => {
  await withGlobalTime((time) => {
    let calls = 0;
    systemClock.after(10, () => calls++);
    time.tick(9);
    assert.equal(calls, 0);
    time.tick(1);
    assert.equal(calls, 1);
    time.tick(1_000);
    assert.equal(calls, 1);
  });
});

Deno.test("systemClock.after() gives a timer that may be cancelled at any time", async () => {
  await withGlobalTime((time) => {
    let calls = 0;
    const dropped = systemClock.after(10, () => calls++);
    const kept = systemClock.after(10, () => calls++);
    dropped.cancel();
    dropped.cancel();
    time.tick(10);
    kept.cancel();
    assert.equal(calls, 1);
    assert.equal(time.countTimers(), 0);
  });
});

Deno.test("sleep() resolves after its time", async () => {
  const time = fakeClock();
  let awake = false;
  const slept = sleep(time.clock, 100).then(() => awake = true);
  time.tick(99);
  await Promise.resolve();
  assert.equal(awake, false);
  time.tick(1);
  await slept;
  assert.equal(time.timers, 0);
});

Deno.test("sleep() resolves when its signal aborts, and leaves no timer", async () => {
  const time = fakeClock();
  const stop = new AbortController();
  const slept = sleep(time.clock, 100, stop.signal);
  assert.equal(time.timers, 1);
  stop.abort(new Error("enough"));
  await slept;
  assert.equal(time.timers, 0);
});

Deno.test("sleep() sets no timer for a signal that has aborted", async () => {
  const time = fakeClock();
  await sleep(time.clock, 100, AbortSignal.abort());
  assert.equal(time.timers, 0);
});

Deno.test("sleep() lets go of a signal that outlives it", async () => {
  const time = fakeClock();
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = function (...args: Parameters<typeof addEventListener>) {
    listeners.add(args[1]);
    addEventListener.apply(this, args);
  };
  signal.removeEventListener = function (...args: Parameters<typeof removeEventListener>) {
    listeners.delete(args[1]);
    removeEventListener.apply(this, args);
  };
  const slept = sleep(time.clock, 1, signal);
  assert.equal(listeners.size, 1);
  time.tick(1);
  await slept;
  assert.equal(listeners.size, 0);
});
