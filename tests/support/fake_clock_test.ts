import assert from "node:assert/strict";
import { fakeClock } from "./fake_clock.ts";

Deno.test("fakeClock() moves both of its times by hand and runs what is due", () => {
  const time = fakeClock(1_000);
  const heard: string[] = [];
  time.clock.after(20, () => heard.push(`late at ${time.clock.monotonic()}`));
  time.clock.after(10, () => heard.push(`early at ${time.clock.now()}`));
  const cancelled = time.clock.after(15, () => heard.push("never"));
  cancelled.cancel();
  cancelled.cancel();
  assert.equal(time.timers, 2);
  time.tick(19);
  assert.deepEqual(heard, ["early at 1010"]);
  time.tick(1);
  assert.deepEqual(heard, ["early at 1010", "late at 20"]);
  assert.equal(time.timers, 0);
});
