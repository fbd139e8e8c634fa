import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate, MIGRATIONS, SCHEMA_VERSION } from "../../src/store/migrations.ts";
import type { SqlDatabase } from "../../src/store/sql_database.ts";

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

Deno.test("migrate() carries the events of a file of version 1 over", () => {
  const db = emptyDatabase();
  db.exec(MIGRATIONS[0] ?? "");
  db.exec(`PRAGMA user_version = 1;
    INSERT INTO meta (name, value) VALUES ('epoch', '00ff');
    INSERT INTO event (session, seq, chars, frame) VALUES (2, 1, 3, 'two'), (1, 2, 1, 'b'),
      (1, 1, 1, 'a')`);
  assert.equal(migrate(db), 1);
  assert.equal(version(db), SCHEMA_VERSION);
  const rows = db.prepare(
    "SELECT id >> 32 AS session, id & 4294967295 AS seq, chars, frame FROM event",
  );
  assert.deepEqual(rows.all().map((row) => ({ ...row })), [
    { session: 1, seq: 1, chars: 1, frame: "a" },
    { session: 1, seq: 2, chars: 1, frame: "b" },
    { session: 2, seq: 1, chars: 3, frame: "two" },
  ]);
  assert.equal(db.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.value, "00ff");
  db.close();
});
