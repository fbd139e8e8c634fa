import assert from "node:assert/strict";
import { LateStore } from "../../src/store/late_store.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { StoreError } from "../../src/store/store.ts";
import { keepSession } from "./support/samples.ts";
import { storeSuite } from "./support/store_suite.ts";

storeSuite("LateStore", () => {
  const store = new LateStore(() => new MemoryStore({ maxEvents: 10_000 }), "not yet");
  store.write([]);
  return { store, [Symbol.dispose]: () => store.close() };
});

Deno.test("LateStore tries to open its store with every write, and says why it cannot be read", () => {
  const tries = ["read-only", "disk full"];
  const inner = new MemoryStore();
  const store = new LateStore(() => {
    const why = tries.shift();
    if (why === undefined) return inner;
    throw new StoreError(why);
  }, "no permission");
  const { epoch } = store;
  assert.throws(() => store.sessions({ limit: 1 }), { message: "no permission" });
  assert.throws(() => store.write([keepSession("s1")]), { message: "read-only" });
  assert.throws(() => store.session("s1"), { name: "StoreError", message: "read-only" });
  assert.throws(() => store.write([]), { message: "disk full" });
  store.write([keepSession("s1")]);
  assert.ok(inner.session("s1"));
  assert.equal(store.session("s1")?.id, "s1");
  assert.equal(store.epoch, epoch, "a connection was told it");
  assert.notEqual(epoch, inner.epoch);
});

Deno.test("LateStore.close() closes the store it has opened, if it has", () => {
  let closes = 0;
  const inner = Object.assign(new MemoryStore(), { close: () => void closes++ });
  const store = new LateStore(() => inner, "not yet");
  store.close();
  assert.equal(closes, 0);
  store.write([]);
  store.close();
  assert.equal(closes, 1);
});
