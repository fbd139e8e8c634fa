import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { openSqliteStore } from "../../src/adapters/sqlite_file.ts";
import { noteDamage } from "../../src/adapters/sqlite_damage.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { SCHEMA_VERSION } from "../../src/store/migrations.ts";
import { keepEvents, keepMessages, keepSession } from "../store/support/samples.ts";
import { Folder, openStore } from "../store/support/sqlite.ts";
import { fakeClock } from "../support/fake_clock.ts";

function hashes(folder: Folder): string[] {
  return folder.names().map((name) => {
    const hash = createHash("sha256").update(Deno.readFileSync(folder.file(name)));
    return `${name} ${hash.digest("hex")}`;
  });
}

function open(path: string) {
  const errors: string[] = [];
  const { clock } = fakeClock(Date.UTC(2026, 2, 4, 5, 6, 7));
  const logger = { ...silentLogger, error: (message: string) => void errors.push(message) };
  return { outcome: openSqliteStore(path, { clock, logger }), errors };
}

/** A file with a session, closed. */
function makeUsed(folder: Folder): void {
  const store = openStore(folder.file());
  store.write([
    keepSession("s1"),
    keepMessages("s1", 0, "a", "b"),
    ...keepEvents("s1", { to: 2_000, chars: 100 }),
  ]);
  store.close();
}

/** Overwrites a table's first page. */
function spoilTable(path: string, name: string): void {
  const db = new DatabaseSync(path);
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(name)?.rootpage;
  db.close();
  overwrite(path, (Number(root) - 1) * 4_096);
}

Deno.test("openSqliteStore() leaves one file when it is closed, and keeps its epoch", () => {
  using folder = new Folder();
  const store = openStore(folder.file());
  store.write([keepSession("s1")]);
  store.close();
  assert.deepEqual(folder.names(), ["state.db"]);
  const again = openStore(folder.file());
  assert.equal(again.epoch, store.epoch);
  assert.ok(again.session("s1"));
  again.close();
});

Deno.test("openSqliteStore() refuses a newer version, and touches nothing", () => {
  using folder = new Folder();
  makeUsed(folder);
  const db = new DatabaseSync(folder.file());
  db.exec(`PRAGMA journal_mode = DELETE; PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  db.close();
  const before = hashes(folder);
  const { outcome } = open(folder.file());
  assert.ok(outcome.kind === "refused");
  assert.match(outcome.reason, /a newer version of tidegate wrote it/);
  assert.ok(outcome.reason.includes(`"${folder.file()}"`));
  assert.deepEqual(hashes(folder), before);
});

Deno.test("openSqliteStore() refuses a newer version that is in the log alone", () => {
  using folder = new Folder();
  using crashed = new Folder();
  makeUsed(folder);
  const db = new DatabaseSync(folder.file());
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  // What is on the disk now is what a crash would leave.
  for (const name of ["state.db", "state.db-wal"]) {
    Deno.copyFileSync(folder.file(name), crashed.file(name));
  }
  db.close();
  const before = hashes(crashed);
  assert.equal(before.length, 2);
  assert.equal(open(crashed.file()).outcome.kind, "refused");
  assert.deepEqual(hashes(crashed), before);
});

Deno.test("openSqliteStore() refuses another program's database, and touches nothing", () => {
  using folder = new Folder();
  const db = new DatabaseSync(folder.file());
  db.exec("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
  db.close();
  const before = hashes(folder);
  const { outcome } = open(folder.file());
  assert.ok(outcome.kind === "refused");
  assert.match(outcome.reason, /the database of another program/);
  assert.deepEqual(hashes(folder), before);
});

/** Ways for a file to be damaged. */
const DAMAGES: Record<string, (path: string) => void> = {
  "is no database": (path) => Deno.writeTextFileSync(path, "hello ".repeat(1_000)),
  "ends in its header": (path) => Deno.truncateSync(path, 50),
  "was cut off": (path) => Deno.truncateSync(path, 4_096 * 5),
  "has a page overwritten": (path) => spoilTable(path, "message"),
  "has its first page overwritten": (path) => overwrite(path, 100),
};

function overwrite(path: string, position: number): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(position, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(2_000).fill(0xa5));
}

for (const [how, damage] of Object.entries(DAMAGES)) {
  Deno.test(`openSqliteStore() moves a file aside that ${how}, says so, and makes a new one`, () => {
    using folder = new Folder();
    makeUsed(folder);
    damage(folder.file());
    const bytes = Deno.readFileSync(folder.file());
    const { outcome, errors } = open(folder.file());
    assert.ok(outcome.kind === "open");
    const aside = folder.file("state.db.damaged-20260304-050607");
    assert.deepEqual(Deno.readFileSync(aside), bytes);
    assert.equal(errors.length, 1);
    assert.ok(errors[0]?.includes(`"${folder.file()}"`) && errors[0].includes(`"${aside}"`));
    assert.deepEqual(outcome.store.sessions({ limit: 9 }), []);
    outcome.store.write([keepSession("s2")]);
    outcome.store.close();
    openStore(folder.file()).close();
  });
}

Deno.test("openSqliteStore() takes a damaged file's log along, and finds a free name", () => {
  using folder = new Folder();
  const log = "state.db.damaged-20260304-050607-2-wal";
  Deno.writeTextFileSync(folder.file("state.db"), "x");
  Deno.writeTextFileSync(folder.file("state.db-wal"), "log");
  Deno.writeTextFileSync(folder.file("state.db.damaged-20260304-050607"), "older");
  const { outcome } = open(folder.file());
  assert.ok(outcome.kind === "open");
  outcome.store.close();
  assert.equal(Deno.readTextFileSync(folder.file(log)), "log");
  assert.ok(folder.names().includes(log.slice(0, -"-wal".length)));
});

Deno.test("openSqliteStore() moves a file aside that was found damaged while it was in use", () => {
  using folder = new Folder();
  const path = folder.file();
  const store = openStore(path);
  store.write([keepSession("s1"), ...keepEvents("s1", { to: 20_000, chars: 1_000 })]);
  while (store.tidy({ maxAgeMs: 0, maxEventChars: 0 }, 0));
  store.close();
  // The file is too large to be looked through: it shows only when it is used.
  assert.ok(Deno.statSync(path).size > 8 * 1024 * 1024);
  spoilTable(path, "event_run");
  const { outcome, errors } = open(path);
  assert.ok(outcome.kind === "open");
  for (let i = 0; i < 2; i++) {
    assert.throws(() => outcome.store.events("s1", { after: 0, limit: 20_000 }), {
      message: "damaged",
    });
  }
  outcome.store.close();
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? "", /it is damaged; the next start moves it aside/);

  const { outcome: next } = open(path);
  assert.ok(next.kind === "open");
  assert.equal(next.store.session("s1"), undefined);
  next.store.close();
  assert.deepEqual(folder.names(), ["state.db", "state.db.damaged-20260304-050607"]);
});

Deno.test("noteDamage() tells when it cannot", () => {
  using folder = new Folder();
  assert.equal(noteDamage(folder.file("none/state.db")).kind, "failed");
});

Deno.test("openSqliteStore() is unavailable where there can be no file", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("file"), "");
  const { outcome } = open(folder.file("file/state.db"));
  assert.ok(outcome.kind === "unavailable");
  assert.ok(
    outcome.reason.startsWith(`Cannot use the state file "${folder.file("file/state.db")}"`),
  );
});
