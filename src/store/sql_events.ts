/**
 * Events in SQLite: they stay where they came in, and are found by session. The comment in migrations.ts
 * says how, and why.
 *
 * @module
 */
import { type Amount, EventRuns } from "./event_runs.ts";
import { EventShredder } from "./event_shredder.ts";
import { COLUMNS, EVENT_SQL, ROWS_AT_ONCE } from "./event_statements.ts";
import { EventTail } from "./event_tail.ts";
import type { SqlDatabase, SqlStatement, SqlValue } from "./sql_database.ts";
import { parseJson } from "./sql_failure.ts";
import type { StoredEvent } from "./store.ts";

/** Where a session stands: what events change of its row, and the newest number. */
export interface EventMarks {
  /** The integer its rows are kept under. */
  readonly key: number;
  /** Number of the first event that is kept, or would be. */
  from: number;
  /** Events up to this number are settled. */
  settledTo: number;
  /** Number of the newest event there ever was. */
  latest: number;
}

/**
 * Events a tail may grow to before a write helps to settle it, and their characters: whoever opens the file
 * looks at so many.
 */
const FULL_TAIL: Amount = { rows: 131_072, chars: 32 * 1024 * 1024 };

/** Events after which the file is told where the tail begins: all of it is looked at for that. */
const TAIL_LAG = 16_384;

/** Finds a session's marks by its key. */
export type MarksOf = (session: number) => EventMarks | undefined;

/** What one step of settling takes at most. A run costs about 20 µs (measured), however long it is. */
const STEP = { rows: 32_768, runs: 256 };

/** Events a write settles at least, where it has to. */
const MIN_RELIEF = 256;

/** Events one step of trimming drops at most. */
const TRIMMED = 16_384;

/**
 * The tables of events. Its methods are called in a transaction, whose last step is
 * {@linkcode SqlEvents.flush}; {@linkcode SqlEvents.commit} follows when it is kept, and
 * {@linkcode SqlEvents.rollBack} when it is not. What they throw is the driver's.
 */
export class SqlEvents {
  readonly #sql: Record<keyof typeof EVENT_SQL, SqlStatement>;
  readonly #runs: EventRuns;
  readonly #shredder: EventShredder;
  readonly #tail = new EventTail();
  #nextId: number;
  // Events settled since the file was told where the tail begins.
  #settled = 0;
  // Rows to be written, value by value.
  readonly #arriving: SqlValue[] = [];

  constructor(db: SqlDatabase) {
    const prepared = Object.entries(EVENT_SQL).map(([name, sql]) => [name, db.prepare(sql)]);
    this.#sql = Object.fromEntries(prepared);
    this.#runs = new EventRuns(db);
    this.#shredder = new EventShredder(db);
    const newest = Number(this.#sql.newestRow.get()?.id ?? 0);
    const tailFrom = Number(this.#sql.tailFrom.get()?.id ?? 0);
    // The newest rows may have been deleted, and what comes in is looked for behind the mark.
    this.#nextId = Math.max(newest + 1, tailFrom);
    for (const { session, first, ids, chars } of this.#sql.tail.all(tailFrom)) {
      this.#tail.load(Number(session), {
        first: Number(first),
        ids: parseJson(ids),
        chars: parseJson(chars),
      });
    }
  }

  /** Events that are not settled. */
  get unsettled(): number {
    return this.#tail.rows;
  }

  /** Characters of all events kept. */
  chars(): number {
    return Number(this.#sql.allChars.get()?.chars ?? 0) + this.#tail.chars;
  }

  /** A session's marks from its row. */
  marks({ key, from, settledTo }: Omit<EventMarks, "latest">): EventMarks {
    const run = this.#tail.run(key);
    const latest = run ? run.first + run.ids.length - 1 : Math.max(from - 1, settledTo);
    return { key, from, settledTo, latest };
  }

  append(marks: EventMarks, { seq, frame }: StoredEvent): void {
    const id = this.#nextId++;
    this.#arriving.push(id, marks.key, seq, frame.length, frame);
    if (this.#arriving.length === ROWS_AT_ONCE * COLUMNS) {
      this.#sql.appendMany.run(...this.#arriving);
      this.#arriving.length = 0;
    }
    this.#tail.append(marks.key, { seq, id, chars: frame.length });
    if (marks.latest === 0 && seq > 1) this.#mark(marks, { from: seq }, 0);
    marks.latest = seq;
  }

  /** Writes what was appended and has not been written yet. */
  flush(): void {
    const values = this.#arriving;
    for (let i = 0; i < values.length; i += COLUMNS) {
      this.#sql.append.run(...values.slice(i, i + COLUMNS));
    }
    values.length = 0;
  }

  /** Forgets what there is; the next event has the number `from`. */
  restart(marks: EventMarks, from: number): void {
    const chars = this.#giveUp(marks, from);
    this.#mark(marks, { from }, -chars);
    marks.latest = from - 1;
  }

  /** Forgets all of a session whose row is still there, and is about to be deleted. */
  forget(marks: EventMarks): void {
    this.#giveUp(marks, null);
  }

  read(marks: EventMarks, { after, limit }: { after: number; limit: number }): StoredEvent[] {
    const start = Math.max(after + 1, marks.from);
    const ids = start <= marks.settledTo ? this.#runs.rows(marks.key, { start, limit }) : [];
    const run = this.#tail.run(marks.key);
    if (run && ids.length < limit) {
      const index = Math.max(0, start - run.first);
      ids.push(...run.ids.slice(index, index + limit - ids.length));
    }
    if (ids.length === 0) return [];
    const rows = this.#sql.read.all(JSON.stringify(ids));
    return rows.map(({ seq, frame }) => ({ seq: Number(seq), frame: String(frame) }));
  }

  /** Whether the tail has grown so far that a write should help. */
  get isFull(): boolean {
    return this.#tail.rows > FULL_TAIL.rows || this.#tail.chars > FULL_TAIL.chars;
  }

  /** Helps to settle a tail that is full, twice as fast as it grows. */
  relieve(arriving: number, marksOf: MarksOf): void {
    const rows = Math.max(2 * arriving, MIN_RELIEF);
    this.settle(marksOf, { rows, runs: rows });
  }

  /** Writes down where the events of the sessions are whose turn it is, a step of them. */
  settle(marksOf: MarksOf, { rows, runs }: { rows: number; runs: number } = STEP): void {
    for (const [session, run] of this.#tail.runs) {
      if (rows <= 0 || runs-- <= 0) break;
      const marks = marksOf(session);
      if (!marks) continue;
      const ids = run.ids.slice(0, rows);
      const chars = this.#runs.add(session, { first: run.first, ids, chars: run.chars });
      rows -= ids.length;
      this.#settled += ids.length;
      const settledTo = run.first + ids.length - 1;
      this.#addChars(chars);
      this.#mark(marks, { settledTo }, chars);
      this.#tail.drop(session, settledTo + 1);
    }
    this.#moveTail();
  }

  /**
   * Drops a session's oldest settled events: a step at most, until `chars` characters are gone or `spared`
   * settled events are left.
   */
  trim(marks: EventMarks, { chars, spared }: { chars: number; spared: number }): void {
    const rows = Math.min(TRIMMED, marks.settledTo - marks.from + 1 - spared);
    if (rows <= 0) return;
    const taken = this.#runs.cut(marks.key, { from: marks.from, most: { rows, chars } });
    const from = marks.from + taken.rows;
    this.#sql.discard.run(marks.key, from);
    this.#addChars(-taken.chars);
    this.#mark(marks, { from }, -taken.chars);
  }

  /** See {@linkcode EventShredder.bury}. */
  bury(session: number, below: number | null): boolean {
    return this.#shredder.bury(session, below);
  }

  /** See {@linkcode EventShredder.hasDead}. */
  get hasDead(): boolean {
    return this.#shredder.hasDead;
  }

  /** See {@linkcode EventShredder.shred}. */
  shred(): void {
    this.#shredder.shred();
  }

  commit(): void {
    this.#tail.commit();
    this.#shredder.commit();
  }

  /** Undoes what is remembered here; marks that were handed in are wrong from now on. */
  rollBack(): void {
    this.#arriving.length = 0;
    this.#tail.rollBack();
    this.#shredder.rollBack();
  }

  /**
   * Makes all of a session's events trash.
   *
   * @returns characters of the settled ones, which are counted no more
   */
  #giveUp(marks: EventMarks, below: number | null): number {
    const { key, from, settledTo } = marks;
    const chars = Number(this.#sql.ownChars.get(key)?.chars ?? 0);
    const run = this.#tail.outlook(key);
    // What is deleted is found by its runs.
    if (run) this.#runs.add(key, run);
    if (below === null || run || settledTo >= from) this.#sql.discard.run(key, below);
    this.#tail.drop(key, Infinity);
    this.#addChars(-chars);
    return chars;
  }

  #moveTail(): void {
    if (this.#settled < TAIL_LAG) return;
    this.#settled = 0;
    this.#sql.moveTail.run(this.#tail.oldestId() ?? this.#nextId);
  }

  #mark(
    marks: EventMarks,
    to: Partial<Pick<EventMarks, "from" | "settledTo">>,
    chars: number,
  ): void {
    Object.assign(marks, to);
    this.#sql.mark.run(marks.from, marks.settledTo, chars, marks.key);
  }

  #addChars(chars: number): void {
    if (chars !== 0) this.#sql.addChars.run(chars);
  }
}
