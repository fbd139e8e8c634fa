/**
 * What is done to a database when there is time, one short step after the other.
 *
 * @module
 */
import type { SqlDatabase, SqlRow, SqlStatement } from "./sql_database.ts";
import type { EventMarks, SqlEvents } from "./sql_events.ts";
import { LIVE_EVENTS, type Retention } from "./store.ts";

/** Events that may wait in the tail: less, and runs are so short that they cost as much as events. */
const IDLE_TAIL = 8_192;

/**
 * Pages given back to the file system at once: half a MiB, about 5 ms where others move into their place
 * (measured).
 */
const VACUUM_PAGES = 128;

/**
 * After so many of these the log goes to the file: that is when it shrinks, and to cut off 300 MiB at once
 * took 60 ms (measured).
 */
const VACUUMS_A_CHECKPOINT = 32;

/** Sessions forgotten, and rows of a forgotten one deleted, at once; the latter up to so many bytes. */
const SESSIONS = 16;
const ROWS = 128;
const BYTES = 1024 * 1024;

const SQL = {
  old: `SELECT id FROM session WHERE ended_at IS NOT NULL AND last_active < ?
    ORDER BY last_active, key LIMIT ${SESSIONS}`,
  heavy: `SELECT id FROM session
    WHERE settled_to >= events_from AND (ended_at IS NULL) = ? AND settled_to - events_from >= ?
    ORDER BY last_active, key LIMIT 1`,
  trash: "SELECT session, below FROM trash LIMIT 1",
  emptied: "DELETE FROM trash WHERE session = ?",
  // octet_length() does not read what it measures.
  messages: `SELECT position AS row, octet_length(body) AS bytes FROM message
    WHERE session = ? ORDER BY position LIMIT ${ROWS}`,
  dropMessages: "DELETE FROM message WHERE session = ? AND position <= ?",
  prompts: `SELECT key AS row, octet_length(body) AS bytes FROM prompt
    WHERE session = ? ORDER BY key LIMIT ${ROWS}`,
  dropPrompts: "DELETE FROM prompt WHERE session = ? AND key <= ?",
  free: "PRAGMA freelist_count",
  vacuum: `PRAGMA incremental_vacuum(${VACUUM_PAGES})`,
  checkpoint: "PRAGMA wal_checkpoint(PASSIVE)",
} as const;

/** What the steps need of the store. */
export interface UpkeepOptions {
  db: SqlDatabase;
  events: SqlEvents;
  /** Runs something in a transaction. */
  transact(work: () => void): void;
  marks(id: string): EventMarks | undefined;
  marksOf(key: number): EventMarks | undefined;
  /** Forgets a session. Called in a transaction. */
  forget(id: string): void;
}

/** Settles, forgets and frees. What its methods throw is the driver's. */
export class SqlUpkeep {
  readonly #options: UpkeepOptions;
  readonly #sql: Record<keyof typeof SQL, SqlStatement>;
  #vacuums = 0;

  constructor(options: UpkeepOptions) {
    this.#options = options;
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, options.db.prepare(sql)]);
    this.#sql = Object.fromEntries(prepared);
  }

  /**
   * Does one step.
   *
   * @returns whether there is more to do
   */
  step(retention: Retention, now: number): boolean {
    // All that is dead is found before any of it is deleted: together it takes less.
    if (this.#forgetOld(retention, now)) return true;
    if (this.#settle(retention) || this.#trim(retention)) return true;
    if (this.#emptyTrash() || this.#shred() || this.#vacuum()) return true;
    this.#sql.checkpoint.all();
    return false;
  }

  #forgetOld({ maxAgeMs }: Retention, now: number): boolean {
    if (maxAgeMs <= 0) return false;
    const { transact, forget } = this.#options;
    const ids = this.#sql.old.all(now - maxAgeMs).map(({ id }) => String(id));
    if (ids.length === 0) return false;
    transact(() => ids.forEach(forget));
    return true;
  }

  #settle({ maxEventChars }: Retention): boolean {
    const { events, transact, marksOf } = this.#options;
    const isOver = maxEventChars > 0 && events.chars() > maxEventChars;
    const isWorthIt = isOver ? events.unsettled > 0 : events.unsettled > IDLE_TAIL;
    if (!isWorthIt) return false;
    transact(() => events.settle(marksOf));
    return true;
  }

  #trim({ maxEventChars }: Retention): boolean {
    const { events, transact, marks } = this.#options;
    const chars = events.chars() - maxEventChars;
    if (maxEventChars <= 0 || chars <= 0) return false;
    const ended = this.#sql.heavy.get(0, 0);
    const found = ended ?? this.#sql.heavy.get(1, LIVE_EVENTS);
    const session = found && marks(String(found.id));
    if (!session) return false;
    transact(() => events.trim(session, { chars, spared: ended ? 0 : LIVE_EVENTS }));
    return true;
  }

  #emptyTrash(): boolean {
    const found = this.#sql.trash.get();
    if (!found) return false;
    const session = Number(found.session);
    const below = found.below === null ? null : Number(found.below);
    this.#options.transact(() => {
      if (this.#options.events.bury(session, below)) return;
      if (below === null && this.#deleteSome(session)) return;
      this.#sql.emptied.run(session);
    });
    return true;
  }

  #shred(): boolean {
    const { events, transact } = this.#options;
    if (!events.hasDead) return false;
    transact(() => events.shred());
    return true;
  }

  #deleteSome(session: number): boolean {
    const { messages, dropMessages, prompts, dropPrompts } = this.#sql;
    for (const [find, drop] of [[messages, dropMessages], [prompts, dropPrompts]] as const) {
      const last = lastOf(find.all(session));
      if (last === undefined) continue;
      drop.run(session, last);
      return true;
    }
    return false;
  }

  #vacuum(): boolean {
    const free = Number(this.#sql.free.get()?.freelist_count ?? 0);
    // Hysteresis: a few free pages are used again soon, and giving them back costs as much as taking them.
    if (free < VACUUM_PAGES) return false;
    this.#sql.vacuum.all();
    if (++this.#vacuums % VACUUMS_A_CHECKPOINT === 0) this.#sql.checkpoint.all();
    return true;
  }
}

/** The last of the rows that are a step together: one at least. */
function lastOf(rows: readonly SqlRow[]): number | undefined {
  let bytes = 0;
  const end = rows.findIndex((row) => (bytes += Number(row.bytes)) >= BYTES);
  const last = rows[end === -1 ? rows.length - 1 : end];
  return last && Number(last.row);
}
