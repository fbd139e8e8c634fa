import assert from "node:assert/strict";
import { FailureLimiter } from "../../src/http/failure_limiter.ts";
import { HandClock } from "./support/hand_clock.ts";

function exhaust(limiter: FailureLimiter, address: string): void {
  for (let guess = 0; guess < 10; guess++) limiter.recordFailure(address);
}

Deno.test("FailureLimiter grants ten guesses in a row and then one each six seconds", () => {
  const clock = new HandClock();
  const limiter = new FailureLimiter({ clock });
  for (let guess = 0; guess < 10; guess++) {
    assert.equal(limiter.waitSeconds("10.0.0.1"), 0, `guess ${guess}`);
    limiter.recordFailure("10.0.0.1");
  }
  assert.equal(limiter.waitSeconds("10.0.0.1"), 6);
  clock.advance(2_500);
  assert.equal(limiter.waitSeconds("10.0.0.1"), 4);
  clock.advance(3_499);
  assert.equal(limiter.waitSeconds("10.0.0.1"), 1);
  clock.advance(1);
  assert.equal(limiter.waitSeconds("10.0.0.1"), 0);
  limiter.recordFailure("10.0.0.1");
  assert.equal(limiter.waitSeconds("10.0.0.1"), 6);
});

Deno.test("FailureLimiter never saves up more than its burst", () => {
  const clock = new HandClock();
  const limiter = new FailureLimiter({ clock });
  limiter.recordFailure("10.0.0.1");
  clock.advance(24 * 60 * 60 * 1000);
  exhaust(limiter, "10.0.0.1");
  assert.equal(limiter.waitSeconds("10.0.0.1"), 6);
});

Deno.test("FailureLimiter goes on counting what comes while there is nothing left", () => {
  const clock = new HandClock();
  const limiter = new FailureLimiter({ clock });
  exhaust(limiter, "10.0.0.1");
  clock.advance(3_000);
  limiter.recordFailure("10.0.0.1");
  assert.equal(limiter.waitSeconds("10.0.0.1"), 6);
});

Deno.test("FailureLimiter remembers what several guesses at once took too many", () => {
  const clock = new HandClock();
  const limiter = new FailureLimiter({ clock });
  for (let request = 0; request < 3; request++) limiter.recordFailure("10.0.0.1", 4);
  assert.equal(limiter.waitSeconds("10.0.0.1"), 18);
  limiter.recordFailure("10.0.0.1");
  assert.equal(limiter.waitSeconds("10.0.0.1"), 18);
  clock.advance(18_000);
  assert.equal(limiter.waitSeconds("10.0.0.1"), 0);
});

Deno.test("FailureLimiter counts an address under one name, and an IPv6 subscriber once", () => {
  const limiter = new FailureLimiter({ clock: new HandClock() });
  exhaust(limiter, "::ffff:10.0.0.1");
  assert.equal(limiter.waitSeconds("10.0.0.1"), 6);
  assert.equal(limiter.waitSeconds("10.0.0.2"), 0);
  exhaust(limiter, "2001:db8:1:2::1");
  assert.equal(limiter.waitSeconds("2001:db8:1:2:9:9:9:9"), 6);
  assert.equal(limiter.waitSeconds("2001:db8:1:3::1"), 0);
});

Deno.test("FailureLimiter remembers a bounded number of addresses, the newest ones", () => {
  const limiter = new FailureLimiter({ clock: new HandClock(), maxAddresses: 3, burst: 1 });
  for (const address of ["10.0.0.1", "10.0.0.2", "10.0.0.3"]) limiter.recordFailure(address);
  limiter.recordFailure("10.0.0.1");
  limiter.recordFailure("10.0.0.4");
  assert.equal(limiter.size, 3);
  assert.equal(limiter.waitSeconds("10.0.0.2"), 0);
  assert.equal(limiter.waitSeconds("10.0.0.1"), 6);
});

Deno.test("FailureLimiter holds ten thousand addresses by default", () => {
  const limiter = new FailureLimiter({ clock: new HandClock() });
  for (let n = 0; n < 10_050; n++) {
    limiter.recordFailure(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  }
  assert.equal(limiter.size, 10_000);
});
