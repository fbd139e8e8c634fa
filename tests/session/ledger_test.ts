import assert from "node:assert/strict";
import { type ChangeOwner, Ledger, type Refusal } from "../../src/session/ledger.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Store, type StoreChange, StoreError } from "../../src/store/store.ts";
import { keepEvents, keepPrompt, keepSession } from "../store/support/samples.ts";

function bench(store: Store = new MemoryStore()) {
  const refusals: (Refusal & { fault: string })[] = [];
  const ledger = new Ledger(store, (fault, refusal) => {
    refusals.push({ ...refusal, fault: String(fault) });
  });
  const together = (...changes: [StoreChange[], ChangeOwner?][]) =>
    ledger.together(() => {
      for (const [own, owner] of changes) for (const one of own) ledger.record(one, owner);
    });
  return { store, ledger, refusals, together };
}

function owner(id: string, anew: () => StoreChange[] = () => []): ChangeOwner {
  return { id, anew };
}

Deno.test("Ledger.together() keeps the others' changes when one session's do not fit", () => {
  const { store, refusals, together } = bench();
  store.write([keepSession("a"), keepSession("b"), keepSession("c")]);
  together(
    [keepEvents("a", { to: 1 })],
    [[keepPrompt("nobody", { text: "a secret" })]],
    [[{ kind: "approval", approval: { agent: "a", pattern: "ls *", at: 1 } }]],
    [keepEvents("b", { to: 2 })],
    [keepEvents("a", { from: 2, to: 2 })],
    [[...keepEvents("c", { to: 1 }), ...keepEvents("c", { from: 9, to: 9 })]],
  );
  assert.deepEqual(["a", "b", "c"].map((id) => store.range(id).latest), [2, 2, 0]);
  assert.equal(store.approvals().length, 1);
  assert.deepEqual(refusals.map(({ fate, session }) => [fate, session]), [
    ["lost", "nobody"],
    ["lost", "c"],
  ]);
  assert.ok(!JSON.stringify(refusals).includes("secret"), "a report never shows what was said");
});

Deno.test("Ledger keeps a session anew whose changes do not fit, when its owner knows it", () => {
  const { store, refusals, together } = bench();
  store.write([keepSession("a")]);
  const anew =
    () => [keepSession("lost", { title: "here again" }), ...keepEvents("lost", { to: 3 })];
  together(
    [keepEvents("a", { to: 1 }), owner("a", () => assert.fail("its changes fit"))],
    [keepEvents("lost", { from: 3, to: 3 }), owner("lost", anew)],
  );
  assert.equal(store.session("lost")?.title, "here again");
  assert.deepEqual(store.range("lost"), { first: 1, latest: 3 });
  assert.equal(store.range("a").latest, 1);
  assert.equal(refusals.length, 1);
  assert.deepEqual([refusals[0]?.fate, refusals[0]?.session], ["kept anew", "lost"]);
  assert.match(
    refusals[0]?.fault ?? "",
    /^RangeError: Cannot keep a change \(event\) of .* "lost"/,
  );
});

Deno.test("Ledger reports what even its owner's account does not mend, and goes on", () => {
  const { store, ledger, refusals, together } = bench();
  const wrong = () => keepEvents("lost", { from: 7, to: 7 });
  together([keepEvents("lost", { to: 1 }), owner("lost", wrong)]);
  assert.deepEqual(refusals.map(({ fate, session }) => [fate, session]), [
    ["lost", "lost"],
    ["lost", "lost"],
  ]);
  ledger.record(keepSession("a"));
  assert.ok(store.session("a"));
});

Deno.test("Ledger does not take a store apart that is out", () => {
  let writes = 0;
  const write = () => {
    writes++;
    throw new StoreError("disk full");
  };
  const { refusals, together } = bench(Object.assign(new MemoryStore(), { write }));
  together([keepEvents("a", { to: 1 })], [keepEvents("b", { to: 1 })]);
  assert.equal(writes, 1);
  assert.deepEqual(refusals, [{ fate: "lost", fault: "StoreError: disk full" }]);
});
