import assert from "node:assert/strict";
import { frameOf, keepEvents, keepSession } from "./support/samples.ts";
import { Folder, openPlain } from "./support/sqlite.ts";
import { tidyAll } from "./support/tidy_all.ts";

const ended = { at: 1, reason: "x" };

Deno.test("EventRuns.rows() finds a page wherever it begins, over runs and what is not settled", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([keepSession("s1"), keepSession("s2")]);
  const say = (from: number, to: number) => {
    for (let seq = from; seq <= to; seq++) {
      store.write([
        ...keepEvents("s1", { from: seq, to: seq }),
        ...keepEvents("s2", { from: seq, to: seq }),
      ]);
    }
  };
  // Over the limit everything is settled, however little it is.
  say(1, 300);
  store.tidy({ maxAgeMs: 0, maxEventChars: 1 }, 0);
  say(301, 340);
  store.tidy({ maxAgeMs: 0, maxEventChars: 1 }, 0);
  say(341, 350);
  const runs = db.prepare("SELECT json_array_length(ids) AS n FROM event_run ORDER BY id").all();
  assert.deepEqual(runs.map(({ n }) => n), [256, 44, 40, 256, 44, 40]);
  for (let after = 0; after <= 350; after += 7) {
    for (const limit of [1, 5, 60, 400]) {
      const expected = Array.from({ length: Math.min(limit, 350 - after) }, (_, i) => ({
        seq: after + i + 1,
        frame: frameOf(after + i + 1),
      }));
      assert.deepEqual(store.events("s2", { after, limit }), expected);
    }
  }
  store.close();
});

Deno.test("EventRuns.cut() drops as many events as have to go, wherever a run is cut", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([keepSession("s1", { ended }), ...keepEvents("s1", { to: 1_000 })]);
  for (const kept of [900, 899, 644, 643, 388, 1]) {
    tidyAll(store, { maxEventChars: 10 * kept });
    assert.deepEqual(store.range("s1"), { first: 1_001 - kept, latest: 1_000 });
    const found = store.events("s1", { after: 0, limit: 2_000 });
    assert.deepEqual([found.length, found[0]?.seq], [kept, 1_001 - kept]);
    assert.equal(db.prepare("SELECT count(*) AS n FROM event").get()?.n, kept);
    const sums = db.prepare(
      "SELECT settled_chars AS own, sum(chars) AS runs FROM session, event_run",
    );
    assert.deepEqual({ ...sums.get() }, { own: 10 * kept, runs: 10 * kept });
  }
  store.close();
});

Deno.test("EventRuns.cut() says damaged where a run is missing, and drops nothing", () => {
  using folder = new Folder();
  const { db, store } = openPlain(folder.file());
  store.write([keepSession("s1", { ended }), ...keepEvents("s1", { to: 600 })]);
  store.tidy({ maxAgeMs: 0, maxEventChars: 1 }, 0);
  db.exec("DELETE FROM event_run WHERE id = (SELECT min(id) FROM event_run)");
  const tidy = () => store.tidy({ maxAgeMs: 0, maxEventChars: 1 }, 0);
  assert.throws(tidy, { name: "StoreError", message: "damaged" });
  assert.deepEqual(store.range("s1"), { first: 1, latest: 600 });
  store.close();
});
