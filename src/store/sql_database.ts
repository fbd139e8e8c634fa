/**
 * The SQLite port: as much of a synchronous driver as {@linkcode SqlStore} needs.
 *
 * @module
 */

/** A value of a column or a parameter. */
export type SqlValue = string | number | null;

/** A row by the names of its columns. */
export type SqlRow = Record<string, SqlValue>;

/** A prepared statement. Parameters are bound by position. */
export interface SqlStatement {
  /** Runs it to its end. */
  run(...parameters: SqlValue[]): void;
  /** Its first row. */
  get(...parameters: SqlValue[]): SqlRow | undefined;
  /** Its rows. */
  all(...parameters: SqlValue[]): SqlRow[];
}

/** An open database. Every method throws what the driver throws. */
export interface SqlDatabase {
  /** Runs statements that take nothing and yield nothing. */
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}
