import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate, MIGRATIONS, SCHEMA_VERSION } from "../../src/store/migrations.ts";
import type { SqlDatabase } from "../../src/store/sql_database.ts";
import { frameOf, keepEvents, sampleSession } from "./support/samples.ts";
import { Folder, openPlain } from "./support/sqlite.ts";
import { tidyAll } from "./support/tidy_all.ts";

function emptyDatabase(): SqlDatabase {
  // None of our columns holds a blob.
  return new DatabaseSync(":memory:") as unknown as SqlDatabase;
}

const version = (db: SqlDatabase) => db.prepare("PRAGMA user_version").get()?.user_version;

Deno.test("migrate() brings an empty database to this version, once", () => {
  const db = emptyDatabase();
  assert.equal(migrate(db), 0);
  const epoch = db.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.value;
  assert.match(String(epoch), /^[0-9a-f]{16}$/);
  assert.equal(version(db), SCHEMA_VERSION);
  assert.equal(migrate(db), SCHEMA_VERSION);
  assert.equal(db.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.value, epoch);
  db.close();
});

Deno.test("migrate() refuses a newer version", () => {
  const db = emptyDatabase();
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  assert.throws(() => migrate(db), RangeError);
  assert.equal(version(db), SCHEMA_VERSION + 1);
  db.close();
});

Deno.test("migrate() does all of it or nothing", () => {
  const db = emptyDatabase();
  db.exec("CREATE TABLE trash (in_the_way)");
  assert.throws(() => migrate(db), /trash already exists/);
  assert.equal(version(db), 0);
  const tables = db.prepare("SELECT name FROM sqlite_schema").all().map(({ name }) => name);
  assert.deepEqual(tables, ["trash"]);
  db.close();
});

/** A file as a program of an older version left it; `seqs` are events, each with a frame of 4 characters. */
class OldFile {
  readonly #db: DatabaseSync;
  readonly #version: number;

  constructor(path: string, version: number) {
    this.#version = version;
    this.#db = new DatabaseSync(path);
    this.#db.exec("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL");
    for (const sql of MIGRATIONS.slice(0, version)) this.#db.exec(sql);
    this.#db.exec(`PRAGMA user_version = ${version};
      INSERT INTO meta (name, value) VALUES ('epoch', '00ff00ff00ff00ff')`);
  }

  session(key: number, { from, to, chars }: { from: number; to: number; chars: number }): void {
    const id = `s${key}`;
    this.#db.prepare(`INSERT INTO session (key, id, live_id, title, source, created_at, last_active,
        events_from, settled_to, settled_chars, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(key, id, id, "", "tui", 1, 1, from, to, chars, JSON.stringify(sampleSession(id)));
    this.#db.prepare("UPDATE meta SET value = value + ? WHERE name = 'settled_chars'").run(chars);
  }

  settled(session: number, seqs: number[]): void {
    const insert = this.#version === 1
      ? "INSERT INTO event (session, seq, chars, frame) VALUES (?, ?, 4, ?)"
      : "INSERT INTO event (id, chars, frame) VALUES (? << 32 | ?, 4, ?)";
    for (const seq of seqs) this.#db.prepare(insert).run(session, seq, frameOf(seq, 4));
  }

  tail(session: number, seqs: number[]): void {
    const insert = "INSERT INTO event_tail (session, seq, chars, frame) VALUES (?, ?, 4, ?)";
    for (const seq of seqs) this.#db.prepare(insert).run(session, seq, frameOf(seq, 4));
  }

  trash(session: number, below: number | null): void {
    this.#db.prepare("INSERT INTO trash (session, below) VALUES (?, ?)").run(session, below);
    if (below !== null) return;
    this.#db.exec(`INSERT INTO message (session, position, body) VALUES (${session}, 0, '{}')`);
  }

  close(): void {
    this.#db.close();
  }
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

for (const old of [1, 2, 3]) {
  Deno.test(`migrate() carries the events of a file of version ${old} over`, () => {
    using folder = new Folder();
    const file = new OldFile(folder.file(), old);
    file.session(1, { from: 3, to: 600, chars: 598 * 4 });
    file.session(2, { from: 1, to: 0, chars: 0 });
    file.session(3, { from: 20, to: 10, chars: 0 });
    file.session(4, { from: 1, to: 700, chars: 2_800 });
    // What the trash has not lost yet, what was settled already, and what is of nobody any more.
    file.settled(1, numbers(3, 600));
    file.settled(3, numbers(1, 10));
    file.settled(4, numbers(1, 700));
    file.settled(5, numbers(1, 30));
    file.trash(3, 20);
    file.trash(5, null);
    file.tail(1, [599, 600, 601, 602]);
    file.tail(2, [1]);
    file.tail(3, [11, 12]);
    file.tail(1, [603]);
    file.tail(2, [2, 3]);
    file.tail(5, [31]);
    file.close();

    const { db, store } = openPlain(folder.file());
    assert.equal(store.epoch, "00ff00ff00ff00ff");
    const seqs = (id: string) =>
      store.events(id, { after: 0, limit: 1_000 }).map(({ seq, frame }) => {
        assert.equal(frame, frameOf(seq, 4));
        return seq;
      });
    assert.deepEqual(seqs("s1"), numbers(3, 603));
    assert.deepEqual(seqs("s2"), [1, 2, 3]);
    assert.deepEqual(seqs("s3"), []);
    assert.deepEqual(seqs("s4"), numbers(1, 700));
    assert.deepEqual(store.range("s3"), { first: 20, latest: 19 });
    store.write(keepEvents("s3", { from: 20, to: 21, chars: 4 }));
    tidyAll(store, { maxEventChars: (601 + 3 + 2 + 700) * 4 });
    assert.deepEqual(seqs("s3"), [20, 21]);
    const count = (table: string) => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
    assert.equal(count("event"), 601 + 3 + 2 + 700);
    assert.deepEqual(["message", "trash", "dead_run"].map(count), [0, 0, 0]);
    tidyAll(store, { maxEventChars: 1 });
    assert.deepEqual(seqs("s1"), numbers(603 - 511, 603));
    assert.deepEqual(seqs("s4"), numbers(189, 700));
    store.write(keepEvents("s1", { from: 604, to: 604, chars: 4 }));
    store.close();
    const { store: again } = openPlain(folder.file());
    assert.deepEqual(again.range("s1"), { first: 92, latest: 604 });
    assert.equal(again.events("s1", { after: 603, limit: 9 }).length, 1);
    again.close();
  });
}
