import assert from "node:assert/strict";
import { SqlEvents } from "../../src/store/sql_events.ts";
import { keepSession } from "./support/samples.ts";
import { Folder, openPlain } from "./support/sqlite.ts";

/** The tables of events, without the store around them. */
function bench(folder: Folder) {
  const { db, store } = openPlain(folder.file());
  store.write([keepSession("s1")]);
  const events = new SqlEvents(db);
  return {
    db,
    store,
    events,
    fresh: () => events.marks({ key: 1, from: 1, settledTo: 0 }),
    count: (table: string) => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n,
    transact(work: () => void) {
      db.exec("BEGIN");
      work();
      events.flush();
      db.exec("COMMIT");
      events.commit();
    },
    undo(work: () => void) {
      db.exec("BEGIN");
      work();
      db.exec("ROLLBACK");
      events.rollBack();
    },
  };
}

Deno.test("SqlEvents.settle() that is rolled back is done again", () => {
  using folder = new Folder();
  const { store, events, fresh, count, transact, undo } = bench(folder);
  transact(() => {
    const marks = fresh();
    for (let seq = 1; seq <= 9; seq++) events.append(marks, { seq, frame: "x" });
  });
  undo(() => events.settle(fresh));
  assert.deepEqual([count("event_run"), count("event"), events.unsettled], [0, 9, 9]);
  assert.equal(events.read(fresh(), { after: 0, limit: 99 }).length, 9);

  transact(() => events.settle(fresh));
  assert.deepEqual([count("event_run"), count("event"), events.unsettled], [1, 9, 0]);
  assert.equal(events.chars(), 9);
  store.close();
});

Deno.test("SqlEvents.shred() that is rolled back is done again", () => {
  using folder = new Folder();
  const { store, events, fresh, count, transact, undo } = bench(folder);
  transact(() => {
    const marks = fresh();
    for (let seq = 1; seq <= 2_500; seq++) events.append(marks, { seq, frame: "x" });
  });
  transact(() => events.forget(fresh()));
  assert.deepEqual([count("event_run"), events.unsettled, events.hasDead], [10, 0, false]);
  undo(() => events.bury(1, null));
  assert.deepEqual([count("event_run"), count("dead_run"), events.hasDead], [10, 0, false]);
  transact(() => events.bury(1, null));
  assert.deepEqual([count("event_run"), count("dead_run"), events.hasDead], [0, 10, true]);
  undo(() => events.shred());
  transact(() => {});
  assert.equal(count("event"), 2_500);
  for (const left of [1_500, 500, 0]) {
    assert.ok(events.hasDead);
    transact(() => events.shred());
    assert.equal(count("event"), left);
  }
  assert.deepEqual([count("dead_run"), events.hasDead, events.chars()], [0, false, 0]);
  store.close();
});

Deno.test("SqlEvents.append() that is rolled back leaves nothing for the next transaction", () => {
  using folder = new Folder();
  const { store, events, fresh, count, transact, undo } = bench(folder);
  const say = (text: string, count: number) => {
    const marks = fresh();
    for (let seq = 1; seq <= count; seq++) events.append(marks, { seq, frame: `${text}${seq}` });
  };
  undo(() => say("undone", 11));
  transact(() => say("kept", 20));
  const expected = Array.from({ length: 20 }, (_, i) => ({ seq: i + 1, frame: `kept${i + 1}` }));
  assert.deepEqual(events.read(fresh(), { after: 0, limit: 99 }), expected);
  assert.equal(count("event"), 20);
  store.close();
});
