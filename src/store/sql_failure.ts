/**
 * What a database's exception means to a person.
 *
 * @module
 */
import { errorMessage } from "../lib/error_text.ts";
import type { SqlValue } from "./sql_database.ts";
import { StoreError } from "./store.ts";

/** Why a database cannot be used. */
export type SqlFault = "disk full" | "read-only" | "locked by another process" | "damaged";

// By the text of SQLite itself: some drivers leave its number out (Deno 2.4 in all but `run`).
const TEXTS: readonly (readonly [RegExp, SqlFault])[] = [
  [/disk is full|quota exceeded|no space left/i, "disk full"],
  [/readonly database|read-only file system/i, "read-only"],
  [/database (table )?is locked/i, "locked by another process"],
  [/malformed|is not a database|database corruption/i, "damaged"],
];

/** SQLite's primary result codes: <https://www.sqlite.org/rescode.html>. */
const CODES: ReadonlyMap<number, SqlFault> = new Map([
  [5, "locked by another process"],
  [6, "locked by another process"],
  [8, "read-only"],
  [11, "damaged"],
  [13, "disk full"],
  [26, "damaged"],
]);

/** The fault behind an exception; `undefined` where it is none of the known ones. */
export function sqlFault(error: unknown): SqlFault | undefined {
  const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
  // The primary code is the low byte of an extended one.
  const known = typeof code === "number" ? CODES.get(code & 0xff) : undefined;
  if (known !== undefined) return known;
  const text = errorMessage(error);
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}

/** The exception as a {@linkcode StoreError}, whose message is the fault, or the driver's own words. */
export function sqlFailure(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(sqlFault(error) ?? errorMessage(error), { cause: error });
}

/**
 * Reads JSON of our own: what it holds was checked by the compiler when it was written.
 *
 * @throws {StoreError} `damaged`, for a row that is not what was written
 */
export function parseJson<T>(text: SqlValue | undefined): T {
  try {
    return JSON.parse(String(text));
  } catch (error) {
    throw new StoreError("damaged", { cause: error });
  }
}
