/**
 * Which rows a session's settled events are in.
 *
 * @module
 */
import { RUN_SQL } from "./event_statements.ts";
import type { SqlDatabase, SqlRow, SqlStatement } from "./sql_database.ts";
import { parseJson } from "./sql_failure.ts";
import { StoreError } from "./store.ts";

/** How many of something, and the characters of their frames. */
export interface Amount {
  rows: number;
  chars: number;
}

/** Events a run tells of at most: about 2 KiB of row numbers, which fit a page. */
const LONGEST = 256;

/** Runs that one {@linkcode EventRuns.cut} looks at: about 1 ms (measured). */
const CUT_RUNS = 64;

interface Run {
  /** Number of its first event; the others follow without a hole. */
  first: number;
  chars: number;
  /** Rows of its events, ascending. */
  ids: number[];
}

/** The table `event_run`. What its methods throw is the driver's. */
export class EventRuns {
  readonly #sql: Record<keyof typeof RUN_SQL, SqlStatement>;

  constructor(db: SqlDatabase) {
    const prepared = Object.entries(RUN_SQL).map(([name, sql]) => [name, db.prepare(sql)]);
    this.#sql = Object.fromEntries(prepared);
  }

  /**
   * Writes down where a session's next events are, in as many runs as it takes.
   *
   * @param events.first number of the first of them
   * @param events.chars of each
   * @returns characters of all
   */
  add(
    session: number,
    { first, ids, chars }: { first: number; ids: readonly number[]; chars: readonly number[] },
  ): number {
    let all = 0;
    for (let at = 0; at < ids.length; at += LONGEST) {
      const own = sum(chars.slice(at, at + LONGEST));
      const rows = JSON.stringify(ids.slice(at, at + LONGEST));
      this.#sql.add.run(session, first + at, own, rows);
      all += own;
    }
    return all;
  }

  /** Rows of a session's settled events from number `start` on, at most `limit`. */
  rows(session: number, { start, limit }: { start: number; limit: number }): number[] {
    const rows: number[] = [];
    let run = parse(this.#sql.covering.get(session, session, start));
    while (run && rows.length < limit) {
      const from = Math.max(0, start - run.first);
      rows.push(...run.ids.slice(from, from + limit - rows.length));
      run = parse(this.#sql.behind.get(session, run.first, session));
    }
    return rows;
  }

  /**
   * Looks how many of a session's oldest events make up `most`, a step of them at a time, and sees to it
   * that no run reaches beyond them. Nothing is deleted.
   *
   * @param from number of the session's oldest event, which is settled
   */
  cut(session: number, { from, most }: { from: number; most: Amount }): Amount {
    const found: Amount = { rows: 0, chars: 0 };
    let run = parse(this.#sql.covering.get(session, session, from));
    if (run?.first !== from) throw new StoreError("damaged", { cause: noRun(session, from) });
    for (let i = 0; run && i < CUT_RUNS; i++) {
      const left = { rows: most.rows - found.rows, chars: most.chars - found.chars };
      if (left.rows <= 0 || left.chars <= 0) break;
      const fits = run.ids.length <= left.rows && run.chars <= left.chars;
      const taken = fits ? { rows: run.ids.length, chars: run.chars } : this.#split(session, {
        run,
        most: left,
      });
      found.rows += taken.rows;
      found.chars += taken.chars;
      run = parse(this.#sql.behind.get(session, run.first, session));
    }
    return found;
  }

  /** Makes two runs of one, where its first events are as many as are wanted. */
  #split(session: number, { run, most }: { run: Run; most: Amount }): Amount {
    const { first, ids, chars } = run;
    const sizes = this.#sql.sizes.all(JSON.stringify(ids)).map((row) => Number(row.chars));
    const taken = take(sizes, most);
    if (taken.rows === ids.length) return taken;
    const [head, rest] = [ids.slice(0, taken.rows), ids.slice(taken.rows)];
    this.#sql.shorten.run(taken.chars, JSON.stringify(head), session, first);
    this.#sql.add.run(session, first + taken.rows, chars - taken.chars, JSON.stringify(rest));
    return taken;
  }
}

/** How many of the first fit: one at least, so that every step gets on. */
export function take(sizes: readonly number[], limit: Amount): Amount {
  const taken = { rows: 0, chars: 0 };
  for (const size of sizes) {
    if (taken.rows >= limit.rows || (taken.rows > 0 && taken.chars >= limit.chars)) break;
    taken.rows++;
    taken.chars += size;
  }
  return taken;
}

function noRun(session: number, from: number): Error {
  return new Error(`No run of session ${session} begins with event ${from}`);
}

function parse(row: SqlRow | undefined): Run | undefined {
  if (!row) return undefined;
  return { first: Number(row.first), chars: Number(row.chars), ids: parseJson(row.ids) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
