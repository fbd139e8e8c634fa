import assert from "node:assert/strict";
import { MeasuredStore } from "../../src/store/measured_store.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { keepSession } from "./support/samples.ts";
import { storeSuite } from "./support/store_suite.ts";

storeSuite("MeasuredStore", () => {
  const inner = new MemoryStore({ maxEvents: 10_000 });
  const store = new MeasuredStore(inner, { meter() {}, monotonic: () => 0 });
  return { store, [Symbol.dispose]: () => store.close() };
});

Deno.test("MeasuredStore tells of each call what it was, how long it took and whether it threw", () => {
  let now = 0;
  const calls: unknown[] = [];
  const inner = new MemoryStore();
  const slow = Object.assign(Object.create(inner), {
    session(id: string) {
      now += 7;
      return inner.session(id);
    },
    messages() {
      now += 2;
      throw new RangeError("broken");
    },
    write: (changes: Parameters<MemoryStore["write"]>[0]) => inner.write(changes),
  }) as MemoryStore;
  const store = new MeasuredStore(slow, {
    meter: (...call) => void calls.push(call),
    monotonic: () => now,
  });
  store.write([keepSession("s1")]);
  assert.equal(store.session("s1")?.id, "s1");
  assert.throws(() => store.messages("s1"), { message: "broken" });
  assert.deepEqual(calls, [["write", 0, true], ["session", 7, true], ["messages", 2, false]]);
});

Deno.test("MeasuredStore is as out, and numbers as, the store it stands for", () => {
  const inner = Object.assign(new MemoryStore(), { outage: "disk full" });
  const store = new MeasuredStore(inner, { meter() {}, monotonic: () => 0 });
  const { epoch, keepsEvents, outage } = inner;
  assert.deepEqual(
    [store.epoch, store.keepsEvents, store.outage],
    [epoch, keepsEvents, outage],
  );
});
