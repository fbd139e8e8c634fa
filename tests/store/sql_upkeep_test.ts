import assert from "node:assert/strict";
import type { StoreChange } from "../../src/store/store.ts";
import { keepEvents, keepPrompt, keepSession } from "./support/samples.ts";
import { Folder, openPlain } from "./support/sqlite.ts";
import { tidyAll } from "./support/tidy_all.ts";

const MIB = 1024 * 1024;
const NOTHING = { maxAgeMs: 0, maxEventChars: 0 };

/** A store, and what its tables hold. */
function bench(folder: Folder) {
  const { db, store } = openPlain(folder.file());
  db.exec("PRAGMA wal_autocheckpoint = 1000");
  const sum = (table: string, column: string) =>
    Number(db.prepare(`SELECT sum(${column}) AS n FROM ${table}`).get()?.n ?? 0);
  const count = (table: string) =>
    Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  return { db, store, sum, count };
}

function keepMessage(position: number, chars: number): StoreChange {
  const messages = [{ role: "user" as const, text: "m".repeat(chars) }];
  return { kind: "messages", sessionId: "s1", from: position, messages };
}

Deno.test("SqlStore.write() settles no more of a full tail than twice what comes in, or 256 events", () => {
  using folder = new Folder();
  const { store, sum } = bench(folder);
  store.write([keepSession("s1"), keepSession("s2")]);
  store.write(keepEvents("s1", { to: 131_072, chars: 1 }));
  store.write(keepEvents("s2", { to: 300, chars: 1 }));
  assert.equal(sum("session", "settled_to"), 0);
  store.write(keepEvents("s2", { from: 301, to: 301, chars: 1 }));
  assert.equal(sum("session", "settled_to"), 256);
  store.write(keepEvents("s2", { from: 302, to: 901, chars: 1 }));
  assert.equal(sum("session", "settled_to"), 256 + 1_200);
  store.write(keepEvents("s2", { from: 902, to: 1_501, chars: 1 }));
  assert.equal(sum("session", "settled_to"), 256 + 1_200, "it is full no more");
  store.close();
});

Deno.test("SqlStore.tidy() takes short steps, however large what it moves, drops and deletes", () => {
  using folder = new Folder();
  const { db, store, sum, count } = bench(folder);
  const ended = { at: 1, reason: "x" };
  store.write([keepSession("s1", { ended }), keepSession("s2", { ended })]);
  for (let seq = 1; seq <= 100; seq++) {
    store.write([
      ...keepEvents("s1", { from: seq, to: seq, chars: 200_000 }),
      ...keepEvents("s2", { from: seq, to: seq, chars: 100 }),
      keepMessage(seq - 1, 300_000),
      keepPrompt("s1", { id: `${seq}`, text: "p".repeat(300_000) }),
    ]);
  }
  const held = () =>
    sum("event", "chars") + sum("message", "length(body)") + sum("prompt", "length(body)");
  const steps = (retention: typeof NOTHING, now: number) => {
    for (let before = held(), rows = count("event"), more = true; more;) {
      more = store.tidy(retention, now);
      const after = held();
      // A step is 1 Mi characters and one row more.
      assert.ok(before - after <= MIB + 300_000, `${before - after} in one step`);
      assert.ok(rows - count("event") <= 1_000);
      [before, rows] = [after, count("event")];
    }
  };
  steps({ maxAgeMs: 0, maxEventChars: 5 * MIB }, 0);
  assert.ok(sum("event", "chars") <= 5 * MIB);
  steps({ maxAgeMs: 1, maxEventChars: 0 }, 1e6);
  for (const table of ["session", "message", "prompt", "event", "event_run", "dead_run", "trash"]) {
    assert.equal(count(table), 0, table);
  }
  assert.ok(Number(db.prepare("PRAGMA freelist_count").get()?.freelist_count) < 256);
  store.close();
});

Deno.test("SqlStore.tidy() lets a file shrink bit by bit", () => {
  using folder = new Folder();
  const { store } = bench(folder);
  store.write([keepSession("s1")]);
  for (let seq = 1; seq <= 80; seq++) {
    store.write(keepEvents("s1", { from: seq, to: seq, chars: MIB }));
  }
  tidyAll(store, NOTHING);
  store.write([{ kind: "delete", sessionId: "s1" }]);
  let size = Deno.statSync(folder.file()).size;
  assert.ok(size > 60 * MIB);
  for (let more = true; more;) {
    more = store.tidy(NOTHING, 0);
    const now = Deno.statSync(folder.file()).size;
    assert.ok(size - now <= 20 * MIB, `${(size - now) / MIB} MiB were cut off at once`);
    size = now;
  }
  assert.ok(size < 5 * MIB, `${size}`);
  store.close();
});

Deno.test("SqlStore keeps events of a thousand bytes as densely as they come", () => {
  using folder = new Folder();
  const { store } = bench(folder);
  store.write([keepSession("s1"), keepSession("s2")]);
  for (let i = 0; i < 100; i++) {
    const events = { from: 1 + 100 * i, to: 100 + 100 * i, chars: 1_100 };
    store.write([...keepEvents("s1", events), ...keepEvents("s2", events)]);
  }
  tidyAll(store, NOTHING);
  const { size } = Deno.statSync(folder.file());
  assert.ok(size < 2 * 20_000 * 1_100, `${size / MIB} MiB for 21`);
  store.close();
});
