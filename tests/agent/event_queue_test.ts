import assert from "node:assert/strict";
import { EventQueue } from "../../src/agent/event_queue.ts";

Deno.test("EventQueue hands out all that is there, in order, and ends", async () => {
  const queue = new EventQueue<string>();
  const batches = queue.batches();
  queue.push("a");
  queue.push("b");
  assert.deepEqual((await batches.next()).value, ["a", "b"]);
  const next = batches.next();
  queue.push("c");
  queue.end();
  assert.deepEqual((await next).value, ["c"]);
  assert.equal((await batches.next()).done, true);
});

Deno.test("EventQueue keeps of one key the newest that waits", async () => {
  const queue = new EventQueue<string>();
  for (let n = 0; n < 1_000_000; n++) queue.push(`${n}`, "progress");
  queue.push("other");
  queue.end();
  assert.deepEqual((await queue.batches().next()).value, ["999999", "other"]);
});
