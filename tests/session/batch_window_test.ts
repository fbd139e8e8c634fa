import assert from "node:assert/strict";
import { BatchWindow, type WindowSeat } from "../../src/session/batch_window.ts";
import { GlobalTime } from "../support/global_time.ts";
import { raise } from "../support/raise.ts";

function seat(windowEnded: () => boolean): WindowSeat {
  return { taken: false, listedIn: 0, windowEnded };
}

Deno.test("join() calls every member at the end of one window", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(30, raise);
  const called: string[] = [];
  const first = seat(() => called.push("first") < 0);
  const second = seat(() => called.push("second") < 0);
  window.join(first);
  time.tick(20);
  window.join(second);
  assert.equal(time.timers, 1);
  time.tick(9);
  assert.deepEqual(called, []);
  time.tick(1);
  assert.deepEqual(called, ["first", "second"]);
  assert.equal(time.timers, 0);
  assert.equal(first.taken, false);
});

Deno.test("join() is never put off by those who join later", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(30, raise);
  let calls = 0;
  const member = seat(() => ++calls < 0);
  window.join(member);
  for (let i = 0; i < 15; i++) {
    time.tick(2);
    window.join(seat(() => false));
  }
  assert.equal(calls, 1);
});

Deno.test("a member that says true is called at the end of the next window too", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(30, raise);
  let more = 3;
  const member = seat(() => --more > 0);
  window.join(member);
  time.tick(30);
  assert.equal(more, 2);
  assert.equal(member.taken, true);
  time.tick(60);
  assert.equal(more, 0);
  assert.equal(time.timers, 0);
});

Deno.test("leave() of the last member stops the timer", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(30, raise);
  const stays = seat(() => false);
  const leaves = seat(() => assert.fail("it has left"));
  window.join(stays);
  window.join(leaves);
  window.leave(leaves);
  assert.equal(time.timers, 1);
  window.leave(stays);
  window.leave(stays);
  assert.equal(time.timers, 0);
});

Deno.test("a member may make another leave, or join, while the window ends", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(30, raise);
  const called: string[] = [];
  const gone = seat(() => assert.fail("it has left"));
  const late = seat(() => called.push("late") < 0);
  window.join(
    seat(() => {
      window.leave(gone);
      window.join(late);
      return called.push("first") < 0;
    }),
  );
  window.join(gone);
  time.tick(30);
  assert.deepEqual(called, ["first"]);
  time.tick(30);
  assert.deepEqual(called, ["first", "late"]);
  assert.equal(time.timers, 0);
});

Deno.test("a member that joins again while it is called keeps its place", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(30, raise);
  let calls = 0;
  const member: WindowSeat = seat(() => {
    if (++calls === 1) {
      window.leave(member);
      window.join(member);
    }
    return false;
  });
  window.join(member);
  time.tick(60);
  assert.equal(calls, 2);
  assert.equal(time.timers, 0);
});

Deno.test("a member that throws costs the others nothing", () => {
  using time = new GlobalTime();
  const faults: unknown[] = [];
  const window = new BatchWindow(30, (fault) => faults.push(fault));
  let calls = 0;
  const broken = seat(() => {
    throw new Error("broken member");
  });
  window.join(broken);
  window.join(seat(() => ++calls < 2));
  time.tick(30);
  assert.deepEqual(faults.map(String), ["Error: broken member"]);
  assert.equal(calls, 1);
  assert.equal(broken.taken, false);
  time.tick(30);
  assert.equal(calls, 2);
  assert.equal(time.timers, 0);
});

Deno.test("a member that joins while the last other leaves, in the middle of an end, is not lost", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(30, raise);
  let calls = 0;
  const late = seat(() => ++calls < 0);
  const other = seat(() => assert.fail("it has left"));
  window.join(
    seat(() => {
      window.leave(other);
      window.join(late);
      return false;
    }),
  );
  window.join(other);
  time.tick(30);
  assert.equal(calls, 0);
  time.tick(30);
  assert.equal(calls, 1);
  assert.equal(time.timers, 0);
});

Deno.test("join() and leave() over and over cost one call and one place", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(30, raise);
  let calls = 0;
  const stays = seat(() => false);
  const comesAndGoes = seat(() => ++calls < 0);
  window.join(stays);
  for (let i = 0; i < 1_000; i++) {
    window.join(comesAndGoes);
    window.leave(comesAndGoes);
  }
  window.join(comesAndGoes);
  window.join(comesAndGoes);
  time.tick(60);
  assert.equal(calls, 1);
  assert.equal(time.timers, 0);
});

Deno.test("a window of 0 ms takes no members", () => {
  using time = new GlobalTime();
  const window = new BatchWindow(0, raise);
  const member = seat(() => assert.fail("nothing waits"));
  window.join(member);
  assert.equal(member.taken, false);
  assert.equal(time.timers, 0);
});

Deno.test("BatchWindow() refuses a length that is no whole number of milliseconds", () => {
  for (const ms of [-1, 1.5, NaN, Infinity]) {
    assert.throws(() => new BatchWindow(ms, raise), RangeError);
  }
});
