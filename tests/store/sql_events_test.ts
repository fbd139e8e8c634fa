import assert from "node:assert/strict";
import { SqlEvents } from "../../src/store/sql_events.ts";
import { keepSession } from "./support/samples.ts";
import { Folder, openPlain } from "./support/sqlite.ts";

Deno.test("SqlEvents.settle() that is rolled back is done again, and leaves no row behind", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([keepSession("s1")]);
  const events = new SqlEvents(db);
  const fresh = () => events.marks({ key: 1, from: 1, settledTo: 0 });
  const count = (table: string) => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
  const transact = (work: () => void) => {
    db.exec("BEGIN");
    work();
    events.flush();
    db.exec("COMMIT");
    events.commit();
  };
  transact(() => {
    const marks = fresh();
    for (let seq = 1; seq <= 9; seq++) events.append(marks, { seq, frame: "x" });
  });

  db.exec("BEGIN");
  events.settle(fresh);
  events.clear();
  db.exec("ROLLBACK");
  events.rollBack();
  assert.deepEqual([count("event"), count("event_tail"), events.unsettled], [0, 9, 9]);
  assert.equal(events.read(fresh(), { after: 0, limit: 99 }).length, 9);

  transact(() => events.settle(fresh));
  assert.deepEqual([count("event"), events.unsettled, events.clearable], [9, 0, true]);
  db.exec("BEGIN");
  events.clear();
  db.exec("ROLLBACK");
  events.rollBack();
  transact(() => {});
  assert.ok(events.clearable);
  transact(() => events.clear());
  assert.deepEqual([count("event_tail"), events.clearable, events.chars()], [0, false, 9]);
  store.close();
});

Deno.test("SqlEvents.append() that is rolled back leaves nothing for the next transaction", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([keepSession("s1")]);
  const events = new SqlEvents(db);
  const fresh = () => events.marks({ key: 1, from: 1, settledTo: 0 });
  const say = (text: string, count: number) => {
    const marks = fresh();
    for (let seq = 1; seq <= count; seq++) events.append(marks, { seq, frame: `${text}${seq}` });
  };
  db.exec("BEGIN");
  say("undone", 11);
  db.exec("ROLLBACK");
  events.rollBack();

  db.exec("BEGIN");
  say("kept", 20);
  events.flush();
  db.exec("COMMIT");
  events.commit();
  const expected = Array.from({ length: 20 }, (_, i) => ({ seq: i + 1, frame: `kept${i + 1}` }));
  assert.deepEqual(events.read(fresh(), { after: 0, limit: 99 }), expected);
  assert.equal(db.prepare("SELECT count(*) AS n FROM event_tail").get()?.n, 20);
  store.close();
});
