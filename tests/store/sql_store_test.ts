import assert from "node:assert/strict";
import { type Store, StoreError } from "../../src/store/store.ts";
import { keepEvents, keepMessages, keepPrompt, keepSession } from "./support/samples.ts";
import { Folder, openPlain, openStore } from "./support/sqlite.ts";
import { storeSuite } from "./support/store_suite.ts";
import { tidyAll } from "./support/tidy_all.ts";

storeSuite("SqlStore", () => {
  const folder = new Folder();
  const store = openStore(folder.file());
  return {
    store,
    [Symbol.dispose]() {
      store.close();
      folder[Symbol.dispose]();
    },
  };
});

Deno.test("SqlStore has everything when it is opened again", () => {
  using folder = new Folder();
  const before = openStore(folder.file());
  before.write([
    keepSession("s1"),
    keepMessages("s1", 0, "a"),
    keepPrompt("s1"),
    ...keepEvents("s1", { to: 5 }),
    { kind: "agent_state", sessionId: "s1", text: "saved" },
    { kind: "approval", approval: { agent: "a", pattern: "ls *", at: 1 } },
    keepSession("s2"),
    ...keepEvents("s2", { from: 7, to: 9 }),
    keepSession("s3"),
    ...keepEvents("s3", { to: 3 }),
    { kind: "event_reset", sessionId: "s3", from: 8 },
  ]);
  before.close();
  const after = openStore(folder.file());
  assert.equal(after.epoch, before.epoch);
  assert.deepEqual(after.messages("s1"), [{ role: "user", text: "a" }]);
  assert.equal(after.openPrompts().length, 1);
  assert.equal(after.agentState("s1"), "saved");
  assert.deepEqual(after.approvals(), [{ agent: "a", pattern: "ls *", at: 1 }]);
  assert.deepEqual(after.range("s1"), { first: 1, latest: 5 });
  assert.deepEqual(after.range("s2"), { first: 7, latest: 9 });
  assert.deepEqual(after.range("s3"), { first: 8, latest: 7 });
  after.write(keepEvents("s1", { from: 6, to: 6 }));
  assert.equal(after.events("s1", { after: 0, limit: 9 }).length, 6);
  after.close();
});

Deno.test("SqlStore.tidy() gives a file's room back, and keeps the newest number", () => {
  using folder = new Folder();
  const store = openStore(folder.file());
  store.write([keepSession("s1", { ended: { at: 1, reason: "x" } })]);
  for (let i = 0; i < 40; i++) {
    store.write(keepEvents("s1", { from: 1 + 100 * i, to: 100 + 100 * i, chars: 2_000 }));
  }
  tidyAll(store, {});
  const full = Deno.statSync(folder.file()).size;
  assert.ok(full > 8_000_000);
  tidyAll(store, { maxEventChars: 1 });
  assert.deepEqual(store.range("s1"), { first: 4_001, latest: 4_000 });
  store.close();
  assert.ok(Deno.statSync(folder.file()).size < full / 4);
  const again = openStore(folder.file());
  assert.deepEqual(again.range("s1"), { first: 4_001, latest: 4_000 });
  again.close();
});

Deno.test("SqlStore.write() settles what came in when that has grown large", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([keepSession("s1"), keepSession("s2")]);
  const count = (table: string) =>
    Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  const settled = () => db.prepare("SELECT sum(settled_to) AS n FROM session").get()?.n;
  for (let seq = 1; seq <= 60; seq++) {
    assert.equal(settled() === 0, seq <= 33, `of what came before number ${seq}`);
    store.write([
      ...keepEvents("s1", { from: seq, to: seq, chars: 1024 * 1024 }),
      ...keepEvents("s2", { from: seq, to: seq }),
    ]);
  }
  assert.equal(count("event"), 120);
  const complete = (store: Store) => {
    for (const id of ["s1", "s2"]) {
      const seqs = store.events(id, { after: 0, limit: 99 }).map(({ seq }) => seq);
      assert.deepEqual(seqs, Array.from({ length: 60 }, (_, i) => i + 1));
      assert.deepEqual(store.range(id), { first: 1, latest: 60 });
    }
  };
  complete(store);
  store.close();
  const { store: again } = openPlain(folder.file());
  complete(again);
  tidyAll(again, { maxEventChars: 1 });
  complete(again);
  again.close();
});

Deno.test("SqlStore.tidy() deletes what was forgotten from every table", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([
    keepSession("s1"),
    { kind: "agent_state", sessionId: "s1", text: "saved" },
    ...keepEvents("s1", { to: 3_000 }),
    ...Array.from({ length: 300 }, (_, i) => keepMessages("s1", i, "m")),
    ...Array.from({ length: 300 }, (_, i) => keepPrompt("s1", { id: `${i}` })),
  ]);
  tidyAll(store, { maxEventChars: 29_000 });
  store.write([{ kind: "delete", sessionId: "s1" }]);
  tidyAll(store, {});
  const tables = [
    ...["session", "message", "prompt", "trash", "agent_state"],
    ...["event", "event_run", "dead_run"],
  ];
  for (const table of tables) {
    assert.equal(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n, 0, table);
  }
  assert.equal(db.prepare("SELECT value FROM meta WHERE name = 'settled_chars'").get()?.value, 0);
  store.close();
});

Deno.test("SqlStore.tidy() deletes events before a hole", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([
    keepSession("s1", { ended: { at: 1, reason: "x" } }),
    ...keepEvents("s1", { to: 9 }),
  ]);
  tidyAll(store, { maxEventChars: 50 });
  assert.deepEqual(store.range("s1"), { first: 5, latest: 9 });
  store.write([{ kind: "event_reset", sessionId: "s1", from: 20 }]);
  tidyAll(store, {});
  assert.equal(db.prepare("SELECT count(*) AS n FROM event").get()?.n, 0);
  assert.deepEqual(store.range("s1"), { first: 20, latest: 19 });
  store.close();
});

Deno.test("SqlStore.write() undoes what came before the change that failed", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([keepSession("s1"), keepSession("s2"), ...keepEvents("s1", { to: 2 })]);
  // FAIL, other than a full disk, leaves the transaction open, with what it has done so far.
  db.exec(`CREATE TRIGGER broken BEFORE INSERT ON message
    BEGIN SELECT RAISE(FAIL, 'no space left'); END`);
  const changes = [
    ...keepEvents("s1", { from: 3, to: 5 }),
    ...keepEvents("s2", { from: 7, to: 8 }),
    keepMessages("s1", 0, "a"),
  ];
  for (let i = 0; i < 2; i++) {
    assert.throws(() => store.write(changes), { name: "StoreError", message: "disk full" });
    assert.deepEqual(store.range("s1"), { first: 1, latest: 2 });
    assert.deepEqual(store.range("s2"), { first: 1, latest: 0 });
    assert.equal(store.events("s1", { after: 0, limit: 9 }).length, 2);
  }
  db.exec("DROP TRIGGER broken");
  store.write(changes);
  assert.equal(store.events("s1", { after: 0, limit: 9 }).length, 5);
  assert.deepEqual(store.range("s2"), { first: 7, latest: 8 });
  store.close();
});

Deno.test("SqlStore.write() throws when the disk is full, keeps none of it, and recovers", () => {
  using folder = new Folder();
  const failures: string[] = [];
  const onFailure = (failure: StoreError) => void failures.push(failure.message);
  const { db, store } = openPlain(folder.file(), { onFailure });
  store.write([keepSession("s1"), ...keepEvents("s1", { to: 1 })]);
  db.exec("PRAGMA max_page_count = 1");
  const much = [keepSession("s2"), ...keepEvents("s1", { from: 2, to: 50, chars: 5_000 })];
  for (let i = 0; i < 2; i++) {
    assert.throws(() => store.write(much), (error) => {
      assert.ok(error instanceof StoreError && error.cause instanceof Error);
      assert.equal(error.message, "disk full");
      return true;
    });
    assert.deepEqual(store.range("s1"), { first: 1, latest: 1 });
    assert.equal(store.session("s2"), undefined);
  }
  assert.deepEqual(failures, ["disk full", "disk full"]);
  db.exec("PRAGMA max_page_count = 100000");
  store.write(much);
  assert.deepEqual(store.range("s1"), { first: 1, latest: 50 });
  assert.equal(store.events("s1", { after: 0, limit: 99 }).length, 50);
  store.close();
});

Deno.test("SqlStore.write() throws when the file is read-only, or another has locked it", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  const { db: other } = openPlain(folder.file());
  db.exec("PRAGMA query_only = 1");
  assert.throws(() => store.write([keepSession("s1")]), { message: "read-only" });
  db.exec("PRAGMA query_only = 0");
  other.exec("BEGIN IMMEDIATE");
  assert.throws(() => store.write([keepSession("s1")]), { message: "locked by another process" });
  other.exec("ROLLBACK");
  store.write([keepSession("s1")]);
  other.close();
  store.close();
});

Deno.test("SqlStore says damaged when a row is not what it wrote", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([keepSession("s1")]);
  db.exec("UPDATE session SET body = '{'");
  assert.throws(() => store.session("s1"), { name: "StoreError", message: "damaged" });
  store.close();
});

Deno.test("SqlStore throws when it is closed", () => {
  using folder = new Folder();
  const store = openStore(folder.file());
  store.close();
  assert.throws(() => store.write([]), StoreError);
  assert.throws(() => store.openPrompts(), StoreError);
});
