import assert from "node:assert/strict";
import { ApprovalMemory } from "../../src/session/approval_memory.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type StoreChange, StoreError } from "../../src/store/store.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { LogBook } from "../support/log_book.ts";

/** A store that is out for as long as it is told. */
class OutStore {
  readonly inner = new MemoryStore();
  readonly waiting: StoreChange[] = [];
  out = false;
  reads = 0;

  approvals() {
    this.reads++;
    if (this.out) throw new StoreError("the disk is full");
    return this.inner.approvals();
  }

  // As a store does that keeps what it cannot write.
  write(changes: readonly StoreChange[]) {
    if (this.out) this.waiting.push(...changes);
    else this.inner.write(changes);
  }

  comeBack() {
    this.out = false;
    this.inner.write(this.waiting.splice(0));
  }
}

function memoryOf(store: Pick<MemoryStore, "approvals" | "write">, log = new LogBook()) {
  return new ApprovalMemory({ store, clock: fakeClock(1_000).clock, logger: log });
}

Deno.test("ApprovalMemory tells agents and patterns apart, and survives its process", () => {
  const store = new MemoryStore();
  const first = memoryOf(store);
  first.of("a").remember(["rm", "dd"]);
  first.of('a"').remember(["rm"]);
  for (const memory of [first, memoryOf(store)]) {
    assert.ok(memory.of("a").allows("rm") && memory.of("a").allows("dd"));
    assert.ok(!memory.of("b").allows("rm"));
    assert.ok(!memory.of("a").allows("r"));
    assert.deepEqual(memory.list().map(({ agent, pattern }) => [agent, pattern]), [
      ["a", "dd"],
      ["a", "rm"],
      ['a"', "rm"],
    ]);
  }
});

Deno.test("ApprovalMemory.revoke() counts at once for whoever holds a view, and for good", () => {
  const store = new MemoryStore();
  const memory = memoryOf(store);
  const [one, other] = [memory.of("a"), memory.of("a")];
  one.remember(["rm"]);
  assert.ok(other.allows("rm"));
  assert.equal(memory.revoke({ agent: "a", pattern: "rm" }), true);
  assert.ok(!one.allows("rm") && !other.allows("rm"));
  assert.equal(memory.revoke({ agent: "a", pattern: "rm" }), false);
  assert.deepEqual([memory.list(), store.approvals()], [[], []]);
});

Deno.test("ApprovalMemory goes on alone while its store is out, and knows all when it is back", () => {
  const store = new OutStore();
  const at = 5;
  store.inner.write(
    ["old", "gone"].map((pattern) => ({ kind: "approval", approval: { agent: "a", pattern, at } })),
  );
  store.out = true;
  const memory = memoryOf(store);
  const agent = memory.of("a");
  assert.ok(!agent.allows("old"), "what cannot be read is asked again");
  agent.remember(["new"]);
  assert.ok(agent.allows("new"));
  assert.equal(memory.revoke({ agent: "a", pattern: "gone" }), true);
  assert.equal(memory.complete, false);
  assert.deepEqual(memory.list().map(({ pattern }) => pattern), ["new"]);

  store.comeBack();
  assert.equal(memory.complete, true);
  assert.deepEqual(memory.list().map(({ pattern }) => pattern), ["old", "new"]);
  assert.deepEqual(store.inner.approvals(), memory.list());
});

Deno.test("ApprovalMemory does not take back what came before the store was read, once allowed anew", () => {
  const store = new OutStore();
  store.inner.write([{ kind: "approval", approval: { agent: "a", pattern: "rm", at: 5 } }]);
  store.out = true;
  const memory = memoryOf(store);
  memory.revoke({ agent: "a", pattern: "rm" });
  memory.of("a").remember(["rm"]);
  store.comeBack();
  assert.ok(memory.of("a").allows("rm"));
  assert.deepEqual(store.inner.approvals().map(({ at }) => at), [1_000]);
});

Deno.test("ApprovalMemory reads its store once, and keeps in memory what that refuses to write", () => {
  const store = new OutStore();
  const log = new LogBook();
  const memory = memoryOf(store, log);
  const agent = memory.of("a");
  assert.ok(!agent.allows("rm"));
  store.write = () => {
    throw new StoreError("the disk is full");
  };
  agent.remember(["rm"]);
  assert.ok(agent.allows("rm"));
  assert.equal(store.reads, 1);
  assert.equal(log.at("error").length, 1);
  assert.ok(!JSON.stringify(log.entries).includes('"rm"'), "no pattern is logged");
});
