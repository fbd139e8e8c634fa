/**
 * What is done to a database when there is time, one short step after the other.
 *
 * @module
 */
import type { SqlDatabase, SqlStatement } from "./sql_database.ts";
import type { EventMarks, SqlEvents } from "./sql_events.ts";
import { LIVE_EVENTS, type Retention } from "./store.ts";

/** Events that may wait in the tail: less, and runs are so short that each costs a page of its own. */
const IDLE_TAIL = 8_192;

/** Pages given back to the file system at once: 1 MiB, about 5 ms (measured). */
const VACUUM_PAGES = 256;

/** Sessions forgotten, and rows of a forgotten one deleted, at once. */
const SESSIONS = 16;
const ROWS = 128;

const SQL = {
  old: `SELECT id FROM session WHERE ended_at IS NOT NULL AND last_active < ?
    ORDER BY last_active, key LIMIT ${SESSIONS}`,
  heavy: `SELECT id FROM session
    WHERE settled_to >= events_from AND (ended_at IS NULL) = ? AND settled_to - events_from >= ?
    ORDER BY last_active, key LIMIT 1`,
  trash: "SELECT session, below FROM trash LIMIT 1",
  emptied: "DELETE FROM trash WHERE session = ?",
  messages: `DELETE FROM message WHERE session = ? AND position IN
    (SELECT position FROM message WHERE session = ? ORDER BY position LIMIT ${ROWS})`,
  message: "SELECT 1 FROM message WHERE session = ? LIMIT 1",
  prompts: `DELETE FROM prompt WHERE key IN
    (SELECT key FROM prompt WHERE session = ? LIMIT ${ROWS})`,
  prompt: "SELECT 1 FROM prompt WHERE session = ? LIMIT 1",
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
    if (this.#emptyTrash() || this.#forgetOld(retention, now)) return true;
    if (this.#settle(retention) || this.#trim(retention)) return true;
    if (this.#vacuum()) return true;
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
    if (!isWorthIt && !events.clearable) return false;
    transact(() => isWorthIt ? events.settle(marksOf) : events.clear());
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
      if (this.#options.events.shred(session, below)) return;
      if (below === null && this.#deleteSome(session)) return;
      this.#sql.emptied.run(session);
    });
    return true;
  }

  #deleteSome(session: number): boolean {
    if (this.#sql.message.get(session)) this.#sql.messages.run(session, session);
    else if (this.#sql.prompt.get(session)) this.#sql.prompts.run(session);
    else return false;
    return true;
  }

  #vacuum(): boolean {
    const free = Number(this.#sql.free.get()?.freelist_count ?? 0);
    // Hysteresis: a few free pages are used again soon, and giving them back costs as much as taking them.
    if (free < VACUUM_PAGES) return false;
    this.#sql.vacuum.all();
    return true;
  }
}
