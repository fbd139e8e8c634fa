import assert from "node:assert/strict";
import { ResilientStore } from "../../src/store/resilient_store.ts";
import { StoreError } from "../../src/store/store.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { keepEvents, keepMessages, keepPrompt, keepSession } from "./support/samples.ts";
import { Folder, openPlain, openStore } from "./support/sqlite.ts";
import { storeSuite } from "./support/store_suite.ts";

/** A resilient store on a file that can be made to fail. */
class Bench implements Disposable {
  readonly #folder = new Folder();
  readonly time = fakeClock();
  readonly heard: string[] = [];
  readonly plain = openPlain(this.#folder.file());
  readonly store: ResilientStore;

  constructor(maxPendingChars?: number) {
    this.store = new ResilientStore(this.plain.store, {
      clock: this.time.clock,
      onOutage: (why) => void this.heard.push(`out: ${why}`),
      onRecovery: ({ events }) => void this.heard.push(`back, ${events} lost`),
      report: (fault) => void this.heard.push(String(fault)),
      ...(maxPendingChars === undefined ? {} : { maxPendingChars }),
    });
    this.store.write([keepSession("s1"), ...keepEvents("s1", { to: 2 })]);
  }

  fail(): void {
    this.plain.db.exec("PRAGMA query_only = 1");
  }

  recover(): void {
    this.plain.db.exec("PRAGMA query_only = 0");
  }

  [Symbol.dispose](): void {
    this.store.close();
    this.#folder[Symbol.dispose]();
  }
}

storeSuite("ResilientStore", () => {
  const folder = new Folder();
  const store = new ResilientStore(openStore(folder.file()), {
    clock: fakeClock().clock,
    onOutage: () => assert.fail(),
    onRecovery: () => assert.fail(),
    report: () => assert.fail(),
  });
  return {
    store,
    [Symbol.dispose]() {
      store.close();
      folder[Symbol.dispose]();
    },
  };
});

Deno.test("ResilientStore.write() keeps what the store cannot take, and tells once", () => {
  using bench = new Bench();
  const { store, plain, heard, time } = bench;
  bench.fail();
  store.write([keepSession("s2", { title: "a" }), ...keepEvents("s1", { from: 3, to: 3 })]);
  store.write([...keepEvents("s1", { from: 4, to: 5 }), ...keepEvents("s2", { to: 1 })]);
  store.write([keepSession("s2", { title: "b" }), keepPrompt("s2"), keepMessages("s2", 0, "x")]);
  time.tick(20_000);
  assert.equal(store.outage, "read-only");
  assert.deepEqual(heard, ["out: read-only"]);
  assert.deepEqual(plain.store.range("s1"), { first: 1, latest: 2 });

  bench.recover();
  time.tick(5_000);
  assert.equal(store.outage, undefined);
  assert.deepEqual(heard, ["out: read-only", "back, 0 lost"]);
  assert.equal(time.timers, 0);
  assert.deepEqual(store.range("s1"), { first: 1, latest: 5 });
  assert.deepEqual(store.range("s2"), { first: 1, latest: 1 });
  assert.equal(store.session("s2")?.title, "b");
  assert.equal(store.openPrompts().length, 1);
  assert.equal(store.messages("s2")[0]?.text, "x");
});

Deno.test("ResilientStore.write() tries again, at most once in a second", () => {
  using bench = new Bench();
  const { store, heard, time } = bench;
  bench.fail();
  store.write(keepEvents("s1", { from: 3, to: 3 }));
  bench.recover();
  time.tick(999);
  store.write(keepEvents("s1", { from: 4, to: 4 }));
  assert.equal(store.outage, "read-only");
  time.tick(1);
  store.write(keepEvents("s1", { from: 5, to: 5 }));
  assert.equal(store.outage, undefined);
  assert.deepEqual(store.range("s1"), { first: 1, latest: 5 });
  assert.equal(time.timers, 0);

  bench.fail();
  store.write(keepEvents("s1", { from: 6, to: 6 }));
  bench.recover();
  time.tick(5_000);
  assert.deepEqual(heard, [
    "out: read-only",
    "back, 0 lost",
    "out: read-only",
    "back, 0 lost",
  ]);
  assert.deepEqual(store.range("s1"), { first: 1, latest: 6 });
});

Deno.test("ResilientStore drops the oldest events that have no room, and leaves no hole", () => {
  using bench = new Bench(1_000);
  const { store, heard, time } = bench;
  bench.fail();
  store.write([keepSession("s2"), ...keepEvents("s1", { from: 3, to: 7, chars: 100 })]);
  store.write([...keepEvents("s2", { to: 7, chars: 100 }), keepMessages("s1", 0, "kept")]);
  bench.recover();
  time.tick(5_000);
  assert.deepEqual(heard, ["out: read-only", "back, 3 lost"]);
  assert.deepEqual(store.range("s1"), { first: 6, latest: 7 });
  assert.deepEqual(store.events("s1", { after: 0, limit: 9 }).map(({ seq }) => seq), [6, 7]);
  assert.deepEqual(store.range("s2"), { first: 1, latest: 7 });
  assert.equal(store.messages("s1").length, 1);
  store.write(keepEvents("s1", { from: 8, to: 8 }));
  assert.deepEqual(store.range("s1"), { first: 6, latest: 8 });
});

Deno.test("ResilientStore keeps the numbers when no event had room", () => {
  using bench = new Bench(50);
  bench.fail();
  bench.store.write(keepEvents("s1", { from: 3, to: 7, chars: 100 }));
  bench.recover();
  bench.time.tick(5_000);
  assert.deepEqual(bench.store.range("s1"), { first: 8, latest: 7 });
});

Deno.test("ResilientStore writes the others' changes when one session's do not fit", () => {
  using bench = new Bench();
  const { store, heard, time } = bench;
  assert.throws(() => store.write([keepPrompt("nobody")]), RangeError);
  // What fits cannot be told while nothing can be read.
  bench.plain.db.exec("ALTER TABLE session RENAME TO no_session");
  store.write([keepSession("s2"), ...keepEvents("s1", { from: 3, to: 3 })]);
  store.write([keepPrompt("nobody"), ...keepEvents("s1", { from: 4, to: 4 })]);
  const approval = { agent: "a", pattern: "ls *", at: 1 };
  store.write([{ kind: "approval", approval }]);
  bench.plain.db.exec("ALTER TABLE no_session RENAME TO session");
  time.tick(5_000);
  assert.deepEqual(store.range("s1"), { first: 1, latest: 4 });
  assert.ok(store.session("s2"));
  assert.deepEqual(store.approvals(), [approval]);
  assert.match(heard[1] ?? "", /^RangeError: Cannot keep a change \(prompt\) of session "nobody"/);
  assert.equal(heard[2], "back, 0 lost");
});

Deno.test("ResilientStore goes on when those it tells throw", () => {
  using folder = new Folder();
  const { db, store: inner } = openPlain(folder.file());
  const { clock, tick } = fakeClock();
  const faults: unknown[] = [];
  const refuse = () => {
    throw new Error("no");
  };
  const report = (fault: unknown) => void faults.push(fault);
  const store = new ResilientStore(inner, { clock, report, onOutage: refuse, onRecovery: refuse });
  db.exec("PRAGMA query_only = 1");
  store.write([keepSession("s1")]);
  db.exec("PRAGMA query_only = 0");
  tick(5_000);
  assert.ok(store.session("s1"));
  assert.equal(faults.length, 2);
  store.close();
});

Deno.test("ResilientStore.close() tries once more, and reports what is lost", () => {
  const saved = new Bench();
  saved.fail();
  saved.store.write([keepSession("s2")]);
  saved.recover();
  saved[Symbol.dispose]();
  assert.deepEqual(saved.heard, ["out: read-only", "back, 0 lost"]);
  assert.equal(saved.time.timers, 0);

  const lost = new Bench();
  lost.fail();
  lost.store.write([keepSession("s2")]);
  lost[Symbol.dispose]();
  assert.match(lost.heard[1] ?? "", /changes of 1 sessions are lost \(read-only\)/);
  assert.equal(lost.time.timers, 0);
  assert.throws(() => lost.store.write([]), StoreError);
});

Deno.test("ResilientStore that is out from the start tells nobody until it is back", () => {
  using folder = new Folder();
  const { db, store: inner } = openPlain(folder.file());
  db.exec("PRAGMA query_only = 1");
  const { clock, tick } = fakeClock();
  const heard: string[] = [];
  const store = new ResilientStore(inner, {
    clock,
    outage: "no permission",
    onOutage: () => assert.fail(),
    onRecovery: () => void heard.push("back"),
    report: () => assert.fail(),
  });
  assert.equal(store.outage, "no permission");
  store.write([keepSession("s1")]);
  tick(10_000);
  assert.equal(store.outage, "read-only");
  assert.equal(store.session("s1")?.id, "s1");
  db.exec("PRAGMA query_only = 0");
  tick(5_000);
  assert.deepEqual(heard, ["back"]);
  assert.equal(inner.session("s1")?.id, "s1");
  store.close();
});
