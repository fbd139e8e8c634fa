import assert from "node:assert/strict";
import { Rerun } from "../../../src/agent/mcp/rerun.ts";
import { ManualClock } from "../support/manual_clock.ts";

Deno.test("Rerun runs at once, and once more after its pause for all that was wanted meanwhile", async () => {
  const clock = new ManualClock();
  const over = new AbortController();
  let runs = 0;
  const rerun = new Rerun(() => Promise.resolve(void runs++), {
    clock,
    pauseMs: 1_000,
    signal: over.signal,
  });
  rerun.want();
  assert.equal(runs, 1);
  rerun.want();
  rerun.want();
  await clock.armed(1_000);
  assert.equal(runs, 1);
  clock.advance(1_000);
  await clock.armed(1_000);
  assert.equal(runs, 2);
  over.abort();
  assert.equal(clock.pending, 0);
  rerun.want();
  assert.equal(runs, 2);
});
