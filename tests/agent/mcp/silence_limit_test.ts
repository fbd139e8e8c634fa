import assert from "node:assert/strict";
import { SilenceLimit } from "../../../src/agent/mcp/silence_limit.ts";
import { ManualClock } from "../support/manual_clock.ts";

function limited(outer = new AbortController()) {
  const clock = new ManualClock();
  return { clock, outer, limit: new SilenceLimit(outer.signal, { clock, ms: 100 }) };
}

Deno.test("SilenceLimit aborts after a silence, which each sign of life begins anew", () => {
  const { clock, limit } = limited();
  clock.advance(99);
  limit.heard();
  clock.advance(99);
  assert.equal(limit.signal.aborted, false);
  clock.advance(1);
  assert.equal(limit.signal.aborted, true);
});

Deno.test("SilenceLimit aborts with the other signal, also one that has aborted before", () => {
  const { outer, limit } = limited();
  outer.abort();
  assert.equal(limit.signal.aborted, true);
  assert.equal(limited(outer).limit.signal.aborted, true);
});

Deno.test("SilenceLimit.end() lets go of the clock and of the signal", () => {
  const { clock, outer, limit } = limited();
  limit.end();
  assert.equal(clock.pending, 0);
  outer.abort();
  assert.equal(limit.signal.aborted, false);
});
