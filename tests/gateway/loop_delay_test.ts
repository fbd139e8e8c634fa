import assert from "node:assert/strict";
import { sampleLoopDelay } from "../../src/gateway/loop_delay.ts";
import { fakeClock } from "../support/fake_clock.ts";

Deno.test("sampleLoopDelay() says ten times a second how late the loop is, until it is stopped", () => {
  const time = fakeClock();
  let late = 0;
  const heard: number[] = [];
  const clock = { ...time.clock, monotonic: () => time.clock.monotonic() + late };
  const stop = sampleLoopDelay(clock, (ms) => heard.push(ms));
  time.tick(200);
  assert.deepEqual(heard, [0, 0]);
  late += 1_500;
  time.tick(100);
  assert.deepEqual(heard, [0, 0, 1_500]);
  time.tick(100);
  assert.deepEqual(heard, [0, 0, 1_500, 0], "what was late once is not late for ever");
  stop();
  time.tick(1_000);
  assert.equal(heard.length, 4);
});
