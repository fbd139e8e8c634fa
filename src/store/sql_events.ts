/**
 * Events in SQLite: written in the order of their coming, settled by session later. The comment in
 * migrations.ts says why.
 *
 * @module
 */
import { COLUMNS, ROWS_AT_ONCE, SQL } from "./event_statements.ts";
import { EventTail } from "./event_tail.ts";
import type { SqlDatabase, SqlStatement, SqlValue } from "./sql_database.ts";
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

/** Events and characters a tail may grow to before a write helps to settle it. */
const FULL_TAIL = { rows: 131_072, chars: 32 * 1024 * 1024 };

/** Finds a session's marks by its key. */
export type MarksOf = (session: number) => EventMarks | undefined;

/** How much of a table. */
export interface Amount {
  rows: number;
  chars: number;
}

/** What one step of settling or deleting takes at most; about 5 ms (measured). */
const STEP: Amount = { rows: 1_000, chars: 1024 * 1024 };

/**
 * The tables of events. Its methods are called in a transaction, whose last step is
 * {@linkcode SqlEvents.flush}; {@linkcode SqlEvents.commit} follows when it is kept, and
 * {@linkcode SqlEvents.rollBack} when it is not. What they throw is the driver's.
 */
export class SqlEvents {
  readonly #sql: Record<keyof typeof SQL, SqlStatement>;
  readonly #tail = new EventTail();
  #nextId: number;
  // The rows below are gone; after the transaction, those below the second.
  #cleared: number;
  #clearing: number;
  // Rows to be written, value by value.
  readonly #arriving: SqlValue[] = [];

  constructor(db: SqlDatabase) {
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)]);
    this.#sql = Object.fromEntries(prepared);
    this.#nextId = Number(this.#sql.newestRow.get()?.id ?? 0) + 1;
    this.#cleared = Number(this.#sql.oldestRow.get()?.id ?? this.#nextId);
    this.#clearing = this.#cleared;
    for (const { session, first, ids, chars } of this.#sql.runs.all()) {
      this.#tail.load(Number(session), {
        first: Number(first),
        ids: JSON.parse(String(ids)),
        chars: JSON.parse(String(chars)),
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
    const chars = Number(this.#sql.ownChars.get(marks.key)?.chars ?? 0);
    if (marks.settledTo >= marks.from) this.#sql.discard.run(marks.key, from);
    this.#tail.drop(marks.key, from);
    this.#addChars(-chars);
    this.#mark(marks, { from }, -chars);
    marks.latest = from - 1;
  }

  /** Forgets all of a session whose row is still there, and is about to be deleted. */
  forget(marks: EventMarks): void {
    this.#addChars(-Number(this.#sql.ownChars.get(marks.key)?.chars ?? 0));
    this.#sql.discard.run(marks.key, null);
    this.#tail.drop(marks.key, Infinity);
  }

  read(marks: EventMarks, { after, limit }: { after: number; limit: number }): StoredEvent[] {
    const start = Math.max(after + 1, marks.from);
    const rows = start <= marks.settledTo
      ? this.#sql.settled.all(marks.key, start, marks.key, limit)
      : [];
    const run = this.#tail.run(marks.key);
    if (run && rows.length < limit) {
      const index = Math.max(0, start - run.first);
      const ids = run.ids.slice(index, index + limit - rows.length);
      if (ids.length > 0) rows.push(...this.#sql.tail.all(JSON.stringify(ids)));
    }
    return rows.map(({ seq, frame }) => ({ seq: Number(seq), frame: String(frame) }));
  }

  /** Helps to settle a tail that is full, twice as fast as it grows: it costs as much as what comes in. */
  relieve(arriving: Amount, marksOf: MarksOf): void {
    const rows = Math.max(2 * arriving.rows, 256);
    this.settle(marksOf, { rows, chars: Math.max(2 * arriving.chars, STEP.chars) });
  }

  /** Whether the tail has grown so far that a write should help. */
  get isFull(): boolean {
    return this.#tail.rows > FULL_TAIL.rows || this.#tail.chars > FULL_TAIL.chars;
  }

  /**
   * Moves the oldest runs to where their sessions' events are, a step of them, and frees the rows no run
   * needs.
   */
  settle(marksOf: MarksOf, step: Amount = STEP): void {
    let { rows, chars } = step;
    for (const [session, run] of this.#tail.runs) {
      if (rows <= 0 || chars <= 0) break;
      const marks = marksOf(session);
      if (!marks) continue;
      const taken = take(run.chars, { rows, chars });
      this.#sql.settle.run(JSON.stringify(run.ids.slice(0, taken.rows)));
      const settledTo = run.first + taken.rows - 1;
      this.#addChars(taken.chars);
      this.#mark(marks, { settledTo }, taken.chars);
      this.#tail.drop(session, settledTo + 1);
      rows -= taken.rows;
      chars -= taken.chars;
    }
    this.clear({ rows: 2 * step.rows, chars: 2 * step.chars });
  }

  /** Whether rows of the tail are dead and can be freed. */
  get clearable(): boolean {
    return this.#cleared < (this.#tail.oldestId() ?? this.#nextId);
  }

  /** Frees a step of dead rows. */
  clear(step: Amount = STEP): void {
    const end = this.#tail.oldestId() ?? this.#nextId;
    const rows = this.#sql.tailSizes.all(this.#cleared, end, step.rows);
    const taken = take(rows.map((row) => Number(row.chars)), step);
    const last = rows[taken.rows - 1];
    const cleared = taken.rows < step.rows && taken.rows === rows.length
      ? end
      : Number(last?.id ?? 0) + 1;
    if (last) this.#sql.clear.run(cleared);
    this.#clearing = Math.max(this.#clearing, cleared);
  }

  /**
   * Drops a session's oldest settled events: a step at most, until `chars` characters are gone or `spared`
   * settled events are left.
   */
  trim(marks: EventMarks, { chars, spared }: { chars: number; spared: number }): void {
    const rows = Math.min(STEP.rows, marks.settledTo - marks.from + 1 - spared);
    if (rows <= 0) return;
    const sizes = this.#sql.sizes.all(marks.key, marks.from, marks.key, rows).map((row) =>
      Number(row.chars)
    );
    const taken = take(sizes, { rows, chars: Math.min(chars, STEP.chars) });
    const from = marks.from + taken.rows;
    this.#sql.drop.run(marks.key, marks.key, from);
    this.#addChars(-taken.chars);
    this.#mark(marks, { from }, -taken.chars);
  }

  /**
   * Deletes a step of settled events that nobody counts any more.
   *
   * @returns whether there were any
   */
  shred(session: number, below: number | null): boolean {
    const rows = this.#sql.sizes.all(session, 0, session, STEP.rows)
      .map(({ seq, chars }) => ({ seq: Number(seq), chars: Number(chars) }))
      .filter(({ seq }) => below === null || seq < below);
    const taken = take(rows.map(({ chars }) => chars), STEP);
    const last = rows[taken.rows - 1];
    if (!last) return false;
    this.#sql.drop.run(session, session, last.seq + 1);
    return true;
  }

  commit(): void {
    this.#tail.commit();
    this.#cleared = this.#clearing;
  }

  /** Undoes what is remembered here; marks that were handed in are wrong from now on. */
  rollBack(): void {
    this.#arriving.length = 0;
    this.#tail.rollBack();
    this.#clearing = this.#cleared;
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

/** How many of the first fit: one at least, so that every step gets on. */
function take(sizes: readonly number[], limit: Amount): Amount {
  const taken = { rows: 0, chars: 0 };
  for (const size of sizes) {
    if (taken.rows >= limit.rows || (taken.rows > 0 && taken.chars >= limit.chars)) break;
    taken.rows++;
    taken.chars += size;
  }
  return taken;
}
