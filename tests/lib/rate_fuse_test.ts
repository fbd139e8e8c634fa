import assert from "node:assert/strict";
import { RateFuse } from "../../src/lib/rate_fuse.ts";
import { fakeClock } from "../support/fake_clock.ts";

Deno.test("RateFuse.count() lets a window's worth through at once, and no more", () => {
  const { clock } = fakeClock();
  const fuse = new RateFuse({ clock, perSecond: 10, windowMs: 5_000 });
  for (let i = 0; i < 50; i++) assert.equal(fuse.count(), true);
  assert.equal(fuse.blown, false);
  assert.equal(fuse.count(), false);
  assert.equal(fuse.blown, true);
});

Deno.test("RateFuse.count() stands its rate for ever", () => {
  const { clock, tick } = fakeClock();
  const fuse = new RateFuse({ clock });
  for (let second = 0; second < 60; second++) {
    assert.equal(fuse.count(20_000), true);
    tick(1_000);
  }
});

Deno.test("RateFuse.count() blows within a window when the rate is over the limit", () => {
  const { clock, tick } = fakeClock();
  const fuse = new RateFuse({ clock });
  let seconds = 0;
  while (fuse.count(20_001 * 1.25)) {
    tick(1_000);
    seconds++;
  }
  assert.ok(seconds < 5, `${seconds} s`);
});

Deno.test("RateFuse.count() stays blown when it gets quiet", () => {
  const { clock, tick } = fakeClock();
  const fuse = new RateFuse({ clock, perSecond: 1, windowMs: 1_000 });
  assert.equal(fuse.count(2), false);
  tick(60_000);
  assert.equal(fuse.count(), false);
});
