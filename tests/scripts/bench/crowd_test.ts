import assert from "node:assert/strict";
import { faultOf } from "../../../scripts/bench/crowd.ts";

const PLACE = { sessionId: "s", lastSeen: 7, missed: 3 };
const WHOLE = { seq: 10, numbers: [8, 9, 10], truncated: false };

Deno.test("faultOf() finds none where every event came once and in order", () => {
  assert.equal(faultOf(WHOLE, PLACE), undefined);
  // Something was said between the snapshot and the question.
  assert.equal(faultOf({ ...WHOLE, numbers: [8, 9, 10, 11] }, PLACE), undefined);
});

Deno.test("faultOf() tells what was lost, repeated or moved", () => {
  assert.equal(faultOf({ ...WHOLE, truncated: true }, PLACE), "events are lost");
  assert.equal(faultOf({ ...WHOLE, numbers: [8, 10, 9] }, PLACE), "events are out of order");
  assert.equal(faultOf({ ...WHOLE, numbers: [8, 8, 9] }, PLACE), "events are out of order");
  assert.equal(faultOf({ ...WHOLE, numbers: [9, 10, 11] }, PLACE), "events are out of order");
  assert.equal(faultOf({ ...WHOLE, numbers: [8, 9] }, PLACE), "2 of 3 events came");
  assert.equal(faultOf({ ...WHOLE, seq: 11 }, PLACE), "the events do not reach the snapshot");
});
