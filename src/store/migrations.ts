/**
 * The tables, and how a file of an older version becomes one of this version.
 *
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import type { SqlDatabase } from "./sql_database.ts";

/**
 * Marks a database as ours (`PRAGMA application_id`): the letters TdGt. A database without it is some
 * other program's.
 */
export const APPLICATION_ID = 0x54644774;

/*
 * Rows of sessions, messages and prompts are JSON beside the columns they are looked up by: SQLite cuts
 * text at a NUL and has no lone surrogates, and users paste both.
 *
 * Events come in at the end of `event`, whatever session they are of, and stay there. Measured with 1,000
 * sessions that say one event each per transaction: 1.7 ms in the order of their coming, 20 ms in the order
 * of (session, seq), which touches a page per session; and to move them there later, some hundred of a
 * session at a time, four times what it had cost to write them.
 *
 * What is settled later is where a session's events are: a row of `event_run` has the numbers of the rows of
 * up to 256 events without a hole, as JSON, and their characters. Its key is the session's key in the upper
 * 32 bits and the first event's `seq` in the lower: a table with a key of two columns is an index to SQLite,
 * which puts every row of more than 1,000 bytes on a page of its own.
 *
 * Of a session, the events from `events_from` on are kept: in runs up to `settled_to`, and from a run's
 * beginning on; then in the tail. The tail is what is not settled, all of it in rows from `tail_from` (in
 * `meta`) on. Settled events have `settled_chars` characters, by session and, in `meta`, in all.
 *
 * `trash` names what is to be deleted bit by bit: of a session, the runs below a number; all it has where
 * that is null. The runs go to `dead_run`, by their oldest row, and what is in them is deleted in the order
 * of the rows, some hundred runs together. Where a crash cuts that short they name rows that are gone, and
 * the newest of them is not: a row that comes in later has a higher number than any that is named.
 */
/** Each brings a file to the next version. What has been in a file once is never changed here. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
  CREATE TABLE session (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    live_id TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    parent TEXT,
    created_at INTEGER NOT NULL,
    last_active INTEGER NOT NULL,
    ended_at INTEGER,
    events_from INTEGER NOT NULL DEFAULT 1,
    settled_to INTEGER NOT NULL DEFAULT 0,
    settled_chars INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL
  );
  CREATE INDEX session_live ON session (live_id);
  CREATE INDEX session_title ON session (title);
  CREATE INDEX session_parent ON session (parent) WHERE parent IS NOT NULL;
  CREATE INDEX session_active ON session (last_active);
  CREATE INDEX session_ended ON session (last_active) WHERE ended_at IS NOT NULL;
  CREATE INDEX session_with_events ON session (ended_at IS NULL, last_active)
    WHERE settled_to >= events_from;
  CREATE TABLE message (
    session INTEGER NOT NULL,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (session, position)
  ) WITHOUT ROWID;
  CREATE TABLE prompt (
    key INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    id TEXT NOT NULL,
    open INTEGER NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (session, id)
  );
  CREATE INDEX prompt_open ON prompt (at) WHERE open = 1;
  CREATE TABLE event (
    session INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    chars INTEGER NOT NULL,
    frame TEXT NOT NULL,
    PRIMARY KEY (session, seq)
  ) WITHOUT ROWID;
  CREATE TABLE event_tail (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    chars INTEGER NOT NULL,
    frame TEXT NOT NULL
  );
  CREATE TABLE trash (session INTEGER PRIMARY KEY, below INTEGER);
  INSERT INTO meta (name, value) VALUES ('settled_chars', 0);`,

  `CREATE TABLE event_by_id (
    id INTEGER PRIMARY KEY,
    chars INTEGER NOT NULL,
    frame TEXT NOT NULL
  );
  INSERT INTO event_by_id (id, chars, frame)
    SELECT session << 32 | seq, chars, frame FROM event ORDER BY session, seq;
  DROP TABLE event;
  ALTER TABLE event_by_id RENAME TO event;`,

  `CREATE TABLE agent_state (session INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE approval (name TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;`,

  // What was settled goes first: a session's rows ascend with its events.
  `CREATE TABLE event_row (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    chars INTEGER NOT NULL,
    frame TEXT NOT NULL
  );
  CREATE TABLE event_run (id INTEGER PRIMARY KEY, chars INTEGER NOT NULL, ids TEXT NOT NULL);
  CREATE TABLE dead_run (oldest INTEGER PRIMARY KEY, ids TEXT NOT NULL);
  INSERT INTO event_row (session, seq, chars, frame)
    SELECT s.key, e.id & 4294967295, e.chars, e.frame
    FROM event e CROSS JOIN session s ON s.key = e.id >> 32
    WHERE e.id & 4294967295 BETWEEN s.events_from AND s.settled_to
    ORDER BY e.id;
  INSERT INTO event_run (id, chars, ids)
    SELECT session << 32 | min(seq), sum(chars), json_group_array(id ORDER BY id)
    FROM event_row GROUP BY session, seq / 256;
  INSERT INTO meta (name, value) SELECT 'tail_from', coalesce(max(id), 0) + 1 FROM event_row;
  INSERT INTO event_row (session, seq, chars, frame)
    SELECT t.session, t.seq, t.chars, t.frame
    FROM event_tail t CROSS JOIN session s ON s.key = t.session
    WHERE t.seq >= s.events_from AND t.seq > s.settled_to
    ORDER BY t.id;
  DROP TABLE event;
  DROP TABLE event_tail;
  ALTER TABLE event_row RENAME TO event;`,
];

/** The version of the tables this program reads and writes (`PRAGMA user_version`). */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/**
 * Brings a database to {@linkcode SCHEMA_VERSION}, all of it or nothing; gives an empty one its epoch.
 *
 * @returns the version it had
 * @throws {RangeError} when the file is of a newer version; nothing was written then
 */
export function migrate(db: SqlDatabase): number {
  const version = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (version > SCHEMA_VERSION) {
    throw new RangeError(
      `Cannot read version ${version} of the tables: this program knows up to ${SCHEMA_VERSION}`,
    );
  }
  if (version === SCHEMA_VERSION) return version;
  db.exec("BEGIN IMMEDIATE");
  try {
    for (const sql of MIGRATIONS.slice(version)) db.exec(sql);
    if (version === 0) {
      db.prepare("INSERT INTO meta (name, value) VALUES ('epoch', ?)").run(randomHex(8));
    }
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    db.exec("COMMIT");
  } catch (error) {
    rollBack(db);
    throw error;
  }
  return version;
}

/** Ends a transaction that failed. SQLite has often ended it by itself, which is no failure of ours. */
export function rollBack(db: SqlDatabase): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // The exception that brought us here says more than "no transaction is active".
  }
}
