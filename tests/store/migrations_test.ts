import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate, SCHEMA_VERSION } from "../../src/store/migrations.ts";
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
