import assert from "node:assert/strict";
import {
  chainEvents,
  chainPrompt,
  chainRange,
  messagesBefore,
  rowsBefore,
  tipOf,
} from "../../src/session/chain.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { Store, StoredSession } from "../../src/store/store.ts";
import { keepEvents, keepMessages, keepPrompt, keepSession } from "../store/support/samples.ts";

const from = (id: string, carried = 0) => ({ id, how: "compression" as const, carried });

/** s1 → s2 → s3, and a branch of s2. */
function chained(): Store {
  const store = new MemoryStore();
  store.write([
    keepSession("s1"),
    keepSession("s2", { parent: from("s1", 1) }),
    keepSession("branch", { parent: { id: "s2", how: "branch" } }),
    keepSession("s3", { parent: from("s2", 2) }),
  ]);
  return store;
}

function row(store: Store, id: string): StoredSession {
  return store.session(id) ?? assert.fail(id);
}

Deno.test("tipOf() follows compressions to the newest row, and no branch", () => {
  const store = chained();
  for (const id of ["s1", "s2", "s3"]) assert.equal(tipOf(store, row(store, id)).id, "s3", id);
  assert.equal(tipOf(store, row(store, "branch")).id, "branch");
});

Deno.test("rowsBefore() goes back over compressions as far as there are rows", () => {
  const store = chained();
  const before = (id: string) => rowsBefore(store, row(store, id)).map((each) => each.id);
  assert.deepEqual(before("s3"), ["s1", "s2"]);
  assert.deepEqual([before("s1"), before("branch")], [[], []]);
  store.write([{ kind: "delete", sessionId: "s1" }]);
  assert.deepEqual(before("s3"), ["s2"]);
});

Deno.test("tipOf() and rowsBefore() end where rows name each other", () => {
  const store = new MemoryStore();
  store.write([
    keepSession("s1", { parent: from("s2") }),
    keepSession("s2", { parent: from("s1") }),
  ]);
  assert.equal(tipOf(store, row(store, "s1")).id, "s2");
  assert.deepEqual(rowsBefore(store, row(store, "s1")).map(({ id }) => id), ["s2"]);
});

Deno.test("messagesBefore() has each message once", () => {
  const store = chained();
  store.write([
    keepMessages("s1", 0, "a", "b", "c"),
    keepMessages("s2", 0, "sum1", "c", "d", "e"),
    keepMessages("s3", 0, "sum2", "d", "e"),
  ]);
  const last = row(store, "s3");
  const rows = rowsBefore(store, last);
  const texts = messagesBefore(store, { rows, row: last }).map(({ text }) => text);
  assert.deepEqual(texts, ["a", "b", "sum1", "c"]);
});

Deno.test("chainEvents() and chainRange() go on from row to row", () => {
  const store = chained();
  const ids = ["s1", "s2", "s3"];
  store.write([
    ...keepEvents("s1", { to: 3 }),
    { kind: "event_reset", sessionId: "s2", from: 4 },
    ...keepEvents("s2", { from: 4, to: 5 }),
    { kind: "event_reset", sessionId: "s3", from: 6 },
  ]);
  const read = (after: number, limit = 9) =>
    chainEvents(store, ids, { after, limit }).map(({ seq }) => seq);
  assert.deepEqual(chainRange(store, ids), { first: 1, latest: 5 }, "none in the newest row yet");
  store.write(keepEvents("s3", { from: 6, to: 7 }));
  assert.deepEqual(chainRange(store, ids), { first: 1, latest: 7 });
  assert.deepEqual(read(0), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(read(2, 3), [3, 4, 5]);
  assert.deepEqual(read(5), [6, 7]);
  assert.deepEqual(read(7), []);
});

Deno.test("chainEvents() and chainRange() stop at a hole", () => {
  const store = chained();
  const ids = ["s1", "s2"];
  store.write([
    ...keepEvents("s1", { to: 3 }),
    { kind: "event_reset", sessionId: "s2", from: 6 },
    ...keepEvents("s2", { from: 6, to: 7 }),
  ]);
  const read = (after: number) =>
    chainEvents(store, ids, { after, limit: 9 }).map(({ seq }) => seq);
  assert.deepEqual(chainRange(store, ids), { first: 6, latest: 7 });
  assert.deepEqual(read(0), [1, 2, 3]);
  assert.deepEqual(read(3), [6, 7]);
});

Deno.test("chainPrompt() finds a prompt in whichever row it is, the newest first", () => {
  const store = chained();
  store.write([
    keepPrompt("s1", { id: "p1", status: "queued" }),
    keepPrompt("s1", { id: "p2", state: "done" }),
    keepPrompt("s2", { id: "p2", state: "open" }),
  ]);
  const ids = ["s1", "s2", "s3"];
  assert.equal(chainPrompt(store, ids, "p1")?.status, "queued");
  assert.equal(chainPrompt(store, ids, "p2")?.sessionId, "s2");
  assert.equal(chainPrompt(store, ids, "p3"), undefined);
});
