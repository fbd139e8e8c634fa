import assert from "node:assert/strict";
import { watchLoop } from "../../src/gateway/watchdog.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { LogBook } from "../support/log_book.ts";

/** A loop whose ticks can be late: the monotonic clock has gone on by `late` ms more than was waited. */
function watched(suspects?: () => string[]) {
  const time = fakeClock();
  const log = new LogBook();
  let late = 0;
  const stop = watchLoop(
    { ...time.clock, monotonic: () => time.clock.monotonic() + late },
    log,
    suspects,
  );
  return {
    time,
    log,
    stop,
    stall: (ms: number) => {
      late += ms;
      time.tick(2_000);
    },
  };
}

Deno.test("conformance 240: watchLoop() says nothing of 5.0 s and one line of 5.1 s", () => {
  const { time, log, stop, stall } = watched();
  time.tick(60_000);
  stall(5_000);
  assert.deepEqual(log.entries, []);
  stall(5_100);
  assert.deepEqual(log.entries, [{
    level: "warn",
    message: "event loop stalled 5.1s",
    fields: {},
  }]);
  stop();
});

Deno.test("watchLoop() arms itself again after each tick, late or not", () => {
  const { time, log, stop, stall } = watched();
  for (let i = 0; i < 3; i++) {
    stall(51_000);
    time.tick(20_000);
    assert.equal(time.timers, 1);
  }
  assert.deepEqual(log.at("warn").map(({ message }) => message), [
    "event loop stalled 51.0s",
    "event loop stalled 51.0s",
    "event loop stalled 51.0s",
  ]);
  stop();
});

Deno.test("watchLoop() ticks every 2 s until it is stopped", () => {
  const time = fakeClock();
  const waits: number[] = [];
  const clock = { ...time.clock };
  const stop = watchLoop({
    ...clock,
    after(ms, callback) {
      waits.push(ms);
      return clock.after(ms, callback);
    },
  }, new LogBook());
  time.tick(6_000);
  assert.deepEqual(waits, [2_000, 2_000, 2_000, 2_000]);
  stop();
  stop();
  assert.equal(time.timers, 0);
});

Deno.test("watchLoop() names whose work ran before or after the loop stood still", () => {
  let running = ["a"];
  const { time, log, stop, stall } = watched(() => running);
  time.tick(2_000);
  running = ["b", "a"];
  stall(6_000);
  running = [];
  stall(6_000);
  stall(6_000);
  assert.deepEqual(log.entries.map(({ fields }) => fields), [
    { sessions: ["a", "b"] },
    { sessions: ["b", "a"] },
    {},
  ]);
  stop();
});
