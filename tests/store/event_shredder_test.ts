import assert from "node:assert/strict";
import { keepEvents, keepSession } from "./support/samples.ts";
import { Folder, openPlain } from "./support/sqlite.ts";
import { tidyAll } from "./support/tidy_all.ts";

const NOTHING = { maxAgeMs: 0, maxEventChars: 0 };

function open(folder: Folder) {
  const { db, store } = openPlain(folder.file());
  const count = (table: string) =>
    Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  return { db, store, count };
}

Deno.test("EventShredder goes on where it was cut, and spares what came in since", () => {
  using folder = new Folder();
  const before = open(folder);
  before.store.write([keepSession("s1"), ...keepEvents("s1", { to: 2_500 })]);
  before.store.write([{ kind: "delete", sessionId: "s1" }]);
  while (before.count("event") === 2_500) before.store.tidy(NOTHING, 0);
  assert.equal(before.count("event"), 1_500);
  before.store.close();

  const { store, count } = open(folder);
  store.write([keepSession("s2"), ...keepEvents("s2", { to: 2_000 })]);
  tidyAll(store, {});
  assert.deepEqual([count("event"), count("dead_run")], [2_000, 0]);
  assert.equal(store.events("s2", { after: 0, limit: 3_000 }).length, 2_000);
  store.close();
});

Deno.test("EventShredder deletes few events in a step where they are far from each other", () => {
  using folder = new Folder();
  const { store, count } = open(folder);
  const ids = Array.from({ length: 40 }, (_, i) => `s${i}`);
  store.write(ids.map((id) => keepSession(id)));
  for (let seq = 1; seq <= 600; seq++) {
    store.write(ids.flatMap((id) => keepEvents(id, { from: seq, to: seq })));
  }
  const steps = () => {
    const steps: number[] = [];
    for (let rows = count("event"), more = true; more;) {
      more = store.tidy(NOTHING, 0);
      const left = count("event");
      if (left < rows) steps.push(rows - left);
      rows = left;
    }
    return steps;
  };
  store.write([{ kind: "delete", sessionId: "s7" }]);
  assert.deepEqual(steps(), [256, 256, 88]);
  // What is dead of several sessions is deleted as it lies: together they are not far from each other.
  store.write(ids.slice(10).map((sessionId) => ({ kind: "delete", sessionId })));
  assert.deepEqual(steps(), Array(18).fill(1_000));
  assert.equal(count("event"), 9 * 600);
  assert.equal(store.events("s8", { after: 0, limit: 999 }).length, 600);
  store.close();
});

Deno.test("SqlEvents finds what came in after everything before it was deleted", () => {
  using folder = new Folder();
  const before = open(folder);
  before.store.write([keepSession("s1"), ...keepEvents("s1", { to: 20_000, chars: 1 })]);
  before.store.write(keepEvents("s1", { from: 20_001, to: 40_000, chars: 1 }));
  before.store.tidy({ maxAgeMs: 0, maxEventChars: 600 }, 0);
  const tailFrom = before.db.prepare("SELECT value FROM meta WHERE name = 'tail_from'").get();
  assert.equal(tailFrom?.value, 32_769, "so much is settled, and need not be looked at again");
  before.store.write([{ kind: "delete", sessionId: "s1" }]);
  tidyAll(before.store, {});
  assert.equal(before.count("event"), 0);
  before.store.close();

  const between = open(folder);
  between.store.write([keepSession("s2"), ...keepEvents("s2", { to: 5 })]);
  between.store.close();
  const { store } = open(folder);
  assert.deepEqual(store.range("s2"), { first: 1, latest: 5 });
  assert.equal(store.events("s2", { after: 0, limit: 9 }).length, 5);
  store.close();
});
