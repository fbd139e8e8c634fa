import assert from "node:assert/strict";
import { Heartbeat } from "../../src/adapters/node_heartbeat.ts";
import { HandClock } from "../http/support/hand_clock.ts";

function bench() {
  const clock = new HandClock();
  const line = {
    bytesRead: 0,
    pings: 0,
    terminated: 0,
    ping: () => void line.pings++,
    terminate: () => void line.terminated++,
  };
  const keepalive = { intervalSeconds: 20, timeoutSeconds: 10 };
  const heartbeat = new Heartbeat(line, { keepalive, clock });
  return { clock, line, heartbeat };
}

Deno.test("Heartbeat pings after an interval of quiet, and terminates when nothing comes", () => {
  const { clock, line } = bench();
  clock.advance(19_999);
  assert.equal(line.pings, 0);
  clock.advance(1);
  assert.equal(line.pings, 1);
  clock.advance(10_000);
  assert.equal(line.terminated, 0);
  clock.advance(1_000);
  assert.equal(line.terminated, 1);
  assert.equal(clock.timers, 0);
});

Deno.test("Heartbeat pings nobody who says something, be it part of a frame", () => {
  const { clock, line, heartbeat } = bench();
  for (let i = 0; i < 5; i++) {
    line.bytesRead++;
    clock.advance(20_000);
  }
  assert.equal(line.pings, 0);
  heartbeat.stop();
});

Deno.test("Heartbeat takes an answer that is read late, after the loop stood still", () => {
  const { clock, line, heartbeat } = bench();
  clock.advance(20_000);
  clock.advance(60_000);
  line.bytesRead += 2;
  clock.advance(1_000);
  assert.equal(line.terminated, 0);
  clock.advance(20_000);
  assert.equal(line.pings, 2);
  heartbeat.stop();
});

Deno.test("Heartbeat.stop() leaves no timer, whatever it waits for", () => {
  for (const ms of [0, 20_000, 30_000]) {
    const { clock, heartbeat } = bench();
    if (ms > 0) clock.advance(20_000);
    if (ms > 20_000) clock.advance(10_000);
    heartbeat.stop();
    assert.equal(clock.timers, 0);
  }
});
