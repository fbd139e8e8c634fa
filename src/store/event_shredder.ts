/**
 * Deletes events that nobody counts any more.
 *
 * @module
 */
import { take } from "./event_runs.ts";
import { DEAD_SQL, NO_SEQ } from "./event_statements.ts";
import type { SqlDatabase, SqlStatement } from "./sql_database.ts";
import { parseJson } from "./sql_failure.ts";

/** Runs that are taken out of their session at once: about 5 ms (measured). */
const BURIED_RUNS = 256;

/** Runs whose events are deleted together, in the order of their rows: 1 MiB of row numbers at most. */
const BATCH_RUNS = 512;

/**
 * What one step deletes at most. A place is a row that is far from the one before it, and so on a page of its
 * own: 256 of them took 5 ms, and 1,000 took up to 36 (measured).
 */
const STEP = { rows: 1_000, chars: 1024 * 1024, places: 256 };

/** Rows between two that are likely to be on one page: a page has 4 KiB, a frame some 200 bytes. */
const PAGE_ROWS = 16;

interface Batch {
  /** Rows of events, ascending. */
  readonly rows: Float64Array;
  /** Those below are gone. */
  next: number;
  /** Keys of the runs they are in. */
  readonly runs: readonly number[];
}

/**
 * The table `dead_run`. Events of sessions that talked at the same time are on the same pages: what is dead
 * of all of them is deleted in the order of the rows, or every page would be written once for each session.
 *
 * Its methods are called in a transaction, and {@linkcode EventShredder.commit} or
 * {@linkcode EventShredder.rollBack} behind it. What they throw is the driver's.
 */
export class EventShredder {
  readonly #sql: Record<keyof typeof DEAD_SQL, SqlStatement>;
  #batch: Batch | undefined;
  // How far the batch is done when the transaction is kept.
  #reached: number | undefined;

  constructor(db: SqlDatabase) {
    const prepared = Object.entries(DEAD_SQL).map(([name, sql]) => [name, db.prepare(sql)]);
    this.#sql = Object.fromEntries(prepared);
  }

  /**
   * Takes a step of dead runs out of their session.
   *
   * @param below runs that begin below this number are dead; `null`: all
   * @returns whether there were any
   */
  bury(session: number, below: number | null): boolean {
    const end = below ?? NO_SEQ;
    const found = this.#sql.lastOf.get(session, session, end, BURIED_RUNS)?.last ?? null;
    if (found === null) return false;
    const last = Number(found);
    this.#sql.bury.run(session, session, last);
    this.#sql.leave.run(session, session, last);
    return true;
  }

  /** Whether events in runs that were taken out are to be deleted. */
  get hasDead(): boolean {
    return this.#batch !== undefined || this.#sql.oldest.all(1).length > 0;
  }

  /** Deletes a step of them, the oldest row first: what a dead run names is at least as old as the newest. */
  shred(): void {
    this.#batch ??= this.#collect();
    const batch = this.#batch;
    if (!batch) return;
    const rows = this.#step(batch);
    this.#sql.remove.run(JSON.stringify(rows));
    this.#reached = batch.next + rows.length;
    if (this.#reached === batch.rows.length) this.#sql.forget.run(JSON.stringify(batch.runs));
  }

  commit(): void {
    if (this.#batch === undefined || this.#reached === undefined) return;
    this.#batch.next = this.#reached;
    this.#reached = undefined;
    if (this.#batch.next === this.#batch.rows.length) this.#batch = undefined;
  }

  rollBack(): void {
    this.#reached = undefined;
  }

  #collect(): Batch | undefined {
    const found = this.#sql.oldest.all(BATCH_RUNS);
    if (found.length === 0) return undefined;
    const rows = found.flatMap(({ ids }) => parseJson<number[]>(ids));
    return {
      rows: Float64Array.from(rows).sort(),
      next: 0,
      runs: found.map(({ oldest }) => Number(oldest)),
    };
  }

  #step({ rows, next }: Batch): number[] {
    const wanted: number[] = [];
    let places = 0;
    let before = -Infinity;
    for (const row of rows.subarray(next, next + STEP.rows)) {
      if (row - before > PAGE_ROWS && ++places > STEP.places) break;
      wanted.push(row);
      before = row;
    }
    const sizes = this.#sql.sizes.all(JSON.stringify(wanted));
    const taken = take(sizes.map(({ chars }) => Number(chars)), STEP);
    // A row that is gone already, in a life before this one, has no size.
    if (taken.rows === sizes.length) return wanted;
    const last = Number(sizes[taken.rows - 1]?.id);
    return wanted.slice(0, wanted.indexOf(last) + 1);
  }
}
