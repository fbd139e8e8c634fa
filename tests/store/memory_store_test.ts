import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { keepEvents, keepSession } from "./support/samples.ts";
import { storeSuite } from "./support/store_suite.ts";

storeSuite("MemoryStore", () => ({
  store: new MemoryStore({ maxEvents: 2_000 }),
  [Symbol.dispose]() {},
}));

Deno.test("MemoryStore keeps the newest 512 events, and says so", () => {
  const store = new MemoryStore();
  store.write([keepSession("s1"), ...keepEvents("s1", { to: 600 })]);
  assert.deepEqual(store.range("s1"), { first: 89, latest: 600 });
  assert.equal(store.events("s1", { after: 0, limit: 1 })[0]?.seq, 89);
});

Deno.test("MemoryStore keeps as many events as have room", () => {
  const store = new MemoryStore({ maxEventChars: 100 });
  store.write([keepSession("s1"), ...keepEvents("s1", { to: 3, chars: 40 })]);
  assert.deepEqual(store.range("s1"), { first: 2, latest: 3 });
  store.write(keepEvents("s1", { from: 4, to: 4, chars: 101 }));
  assert.deepEqual(store.range("s1"), { first: 5, latest: 4 });
  assert.deepEqual(store.events("s1", { after: 0, limit: 9 }), []);
});
