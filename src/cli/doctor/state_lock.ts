/**
 * Looks at a database without leaving a trace.
 *
 * @module
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SqliteDriver } from "../../adapters/sqlite_driver.ts";
import { errorMessage } from "../../lib/error_text.ts";
import { sqlFault } from "../../store/sql_failure.ts";

/** What {@linkcode lookIntoDatabase} finds. `unread`: whole as far as its first page tells. */
export type DatabaseLook =
  | { kind: "whole" | "in_use" | "damaged" | "unclosed" }
  | { kind: "unread"; why: string };

// As many are read through at a start: in some 20 ms (measured).
const CHECKED_BYTES = 8 * 1024 * 1024;

/**
 * Whether another process has a database open, and whether it is whole. Its file must be one of a database,
 * by its header, that this process has not open.
 */
export function lookIntoDatabase(file: string, driver: SqliteDriver): DatabaseLook {
  // Whoever has it open has a log beside it.
  if (existsSync(`${file}-wal`)) return askForLock(file, driver);
  if (statSync(file).size > CHECKED_BYTES) return { kind: "unread", why: "it is large" };
  try {
    return { kind: isWhole(file, driver) ? "whole" : "damaged" };
  } catch (error) {
    return { kind: "unread", why: errorMessage(error) };
  }
}

/**
 * SQLite takes the lock of a reader first, which fails where somebody has the file. Then it wants the
 * exclusive one this asks for, which nobody gets on a file that is open for reading: it gives up before it
 * has made the index of the log (seen with Deno 2.4.2 and 2.9.6 and Node 22.23 and 24.21).
 */
function askForLock(file: string, driver: SqliteDriver): DatabaseLook {
  const db = new driver(file, { readOnly: true });
  try {
    // Not by `prepare`: Deno 2.4 does not say why that failed.
    db.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE");
    db.exec("SELECT count(*) FROM sqlite_schema");
    return { kind: "unclosed" };
  } catch (error) {
    const fault = sqlFault(error);
    if (fault === "locked by another process") return { kind: "in_use" };
    if (fault === "damaged") return { kind: "damaged" };
    const why = errorMessage(error);
    return /disk I\/O error/i.test(why) ? { kind: "unclosed" } : { kind: "unread", why };
  } finally {
    db.close();
  }
}

/** Reads a copy: SQLite would leave its files beside the original. */
function isWhole(file: string, driver: SqliteDriver): boolean {
  const folder = mkdtempSync(join(tmpdir(), "tidegate-doctor-"));
  try {
    const copy = join(folder, "copy.db");
    copyFileSync(file, copy);
    const db = new driver(copy);
    try {
      const [found] = Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {});
      return found === "ok";
    } catch (error) {
      if (sqlFault(error) === "damaged") return false;
      throw error;
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
