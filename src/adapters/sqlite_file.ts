/**
 * The state file: a SQLite database of this machine, for one process at a time.
 *
 * Who has it open holds an exclusive lock on it (`PRAGMA locking_mode`), which the operating system
 * releases with the process, however that ends. On POSIX it would also be released when this process
 * opened and closed the file in any other way: don't, while it is open.
 *
 * @module
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import process from "node:process";
import type { DatabaseSync } from "node:sqlite";
import { type Clock, systemClock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import { isForbidden } from "../lib/is_forbidden.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "../store/migrations.ts";
import type { SqlDatabase } from "../store/sql_database.ts";
import { sqlFault } from "../store/sql_failure.ts";
import { SqlStore } from "../store/sql_store.ts";
import type { Store } from "../store/store.ts";
import { isNotedDamaged, moveAside, noteDamage } from "./sqlite_damage.ts";
import { type SqliteDriver, sqliteDriver } from "./sqlite_driver.ts";
import { readSqliteHeader } from "./sqlite_header.ts";

/** How to open. */
export interface OpenSqliteOptions {
  /** Default: the real clock. */
  clock?: Clock;
  /** Default: {@linkcode logtapeLogger}. */
  logger?: Logger;
  /** Milliseconds to wait for a lock that somebody has, with the whole process. Default 250. */
  waitMs?: number;
}

/** How it went. The reasons are sentences to be shown to whoever runs the gateway. */
export type OpenSqliteOutcome =
  | { kind: "open"; store: Store; path: string }
  /** The file is somebody else's: of a newer version, another program, or in use. It is untouched. */
  | { kind: "refused"; reason: string; inUse: boolean }
  /**
   * The file cannot be used now: read-only, a full disk, no permission. `why` is the short form. `forGood`:
   * this process may not touch it, and never will.
   */
  | { kind: "unavailable"; reason: string; why: string; forGood: boolean }
  /** This runtime has no SQLite. Nothing was touched. */
  | { kind: "unsupported"; reason: string };

/** Default of {@linkcode OpenSqliteOptions.waitMs}: somebody may be looking into the file by hand. */
const BUSY_MS = 250;

/** Files up to this size are read through when they are opened: in some 20 ms (measured). */
const CHECKED_BYTES = 8 * 1024 * 1024;

/** Pages the log grows to before they go to the file, and bytes of it that are left behind. */
const LOG_PAGES = 1_000;
const LOG_BYTES = 8 * 1024 * 1024;

// Files this process has open: the system's locks do not hold between parts of one process.
const inUse = new Set<string>();

/**
 * Opens a state file, makes it where there is none, and moves it aside where it is damaged. Folders are
 * made for their owner only (0700), and the file too (0600).
 *
 * Under Deno it needs permission to read and write the file's folder.
 *
 * @example
 * ```ts
 * import { mkdtempSync, rmSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { createGateway, echoProvider } from "tidegate";
 * import { openSqliteStore } from "tidegate/deno";
 *
 * const folder = mkdtempSync(join(tmpdir(), "tidegate-"));
 * const opened = openSqliteStore(join(folder, "state.db"));
 * if (opened.kind !== "open") throw new Error(opened.reason);
 *
 * const gateway = createGateway({ provider: echoProvider(), store: opened.store });
 * await gateway.shutdown();
 * opened.store.close();
 * rmSync(folder, { recursive: true });
 * ```
 */
export function openSqliteStore(
  path: string,
  { clock = systemClock, logger = logtapeLogger("store"), waitMs = BUSY_MS }: OpenSqliteOptions =
    {},
): OpenSqliteOutcome {
  const cannot = (state: string) => `Cannot use the state file "${path}": ${state}`;
  const driver = sqliteDriver();
  if (driver === undefined) {
    const state = `Node ${process.versions.node} has no SQLite; use Node 22.13 or newer, or Deno`;
    return { kind: "unsupported", reason: cannot(state) };
  }
  try {
    const file = makeFile(resolve(path));
    const refusal = judge(file);
    if (refusal !== undefined) {
      return { kind: "refused", reason: cannot(refusal), inUse: refusal === IN_USE };
    }
    // SQLite calls a file system that is read-only an I/O error.
    closeSync(openSync(file, "r+"));
    const whole = readSqliteHeader(file).kind !== "damaged" && !isNotedDamaged(file);
    const store = (whole && openWhole(file, { driver, logger, waitMs })) ||
      openAnew(file, { driver, clock, logger, waitMs });
    return { kind: "open", store, path: file };
  } catch (error) {
    if (sqlFault(error) === "locked by another process") {
      return { kind: "refused", reason: cannot(IN_USE), inUse: true };
    }
    const why = sqlFault(error) ?? errorMessage(error);
    // What a Deno process may not do it will not be allowed later: nobody is asked.
    const forGood = isForbidden(error);
    return { kind: "unavailable", reason: cannot(why), why, forGood };
  }
}

const IN_USE = "another gateway has it open; stop that one, or name another file with --state";

/** Why a file is not for us; `undefined` when it is. */
function judge(file: string): string | undefined {
  if (inUse.has(file)) return IN_USE;
  const header = readSqliteHeader(file);
  if (header.kind !== "database") return undefined;
  const { applicationId, version } = header;
  if (applicationId !== APPLICATION_ID) {
    return "it is the database of another program; name another file with --state";
  }
  if (version <= SCHEMA_VERSION) return undefined;
  return `a newer version of tidegate wrote it (tables ${version}, this one knows up to ` +
    `${SCHEMA_VERSION}); use that version, or name another file with --state`;
}

/** Makes the file and its folder where they are missing, and follows links. */
function makeFile(path: string): string {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    // Making a folder takes permission to write there, also where it is already.
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", 0o600));
    // The umask may have taken something away from the mode.
    chmodSync(path, 0o600);
  }
  return realpathSync(path);
}

interface OpenWhole extends Pick<Required<OpenSqliteOptions>, "logger" | "waitMs"> {
  driver: SqliteDriver;
}

/** `undefined` when the file is damaged. */
function openWhole(file: string, { driver, logger, waitMs }: OpenWhole): Store | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = new driver(file);
    db.exec(`PRAGMA busy_timeout = ${waitMs}`);
    prepare(db, statSync(file).size);
    const store = new SqlStore(asPort(db), reactions(file, logger));
    inUse.add(file);
    return store;
  } catch (error) {
    db?.close();
    if (isDamage(error)) return undefined;
    throw error;
  }
}

function openAnew(file: string, { clock, ...options }: OpenWhole & { clock: Clock }): Store {
  const aside = moveAside(file, clock.now());
  options.logger.error(
    `Opening the state file "${file}": it is damaged, and was moved to "${aside}"; going on with a ` +
      "new one, without the sessions kept so far",
  );
  const store = openWhole(makeFile(file), options);
  if (store === undefined) throw new Error("the new file is damaged too; check the disk");
  return store;
}

/** Locks the database, sets it up, and looks at it. */
function prepare(db: DatabaseSync, bytes: number): void {
  db.exec("PRAGMA locking_mode = EXCLUSIVE");
  if (bytes === 0) {
    // Before the first table: later it would take a rewriting of the file.
    db.exec("PRAGMA auto_vacuum = INCREMENTAL");
    db.exec(`BEGIN IMMEDIATE; PRAGMA application_id = ${APPLICATION_ID}; COMMIT`);
  }
  db.exec("PRAGMA journal_mode = WAL");
  // Reading is not enough to see that the file cannot be written.
  db.exec("BEGIN IMMEDIATE; COMMIT");
  db.exec(`PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF;
    PRAGMA wal_autocheckpoint = ${LOG_PAGES}; PRAGMA journal_size_limit = ${LOG_BYTES}`);
  if (bytes > 0 && bytes <= CHECKED_BYTES) check(db);
  // The file itself must tell its version, to programs that do not know how to read the log.
  if (migrate(asPort(db)) !== SCHEMA_VERSION) db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

function check(db: DatabaseSync): void {
  const found = db.prepare("PRAGMA quick_check(1)").get()?.quick_check;
  if (found !== "ok") throw new DamageError(String(found));
}

class DamageError extends Error {
  override readonly name = "DamageError";
}

function isDamage(error: unknown): boolean {
  if (error instanceof DamageError || sqlFault(error) === "damaged") return true;
  return error instanceof Error && error.cause !== undefined && isDamage(error.cause);
}

function reactions(file: string, logger: Logger) {
  let noted = false;
  return {
    onFailure(failure: Error): void {
      if (noted || failure.message !== "damaged") return;
      noted = true;
      logger.error(
        `Using the state file "${file}": it is damaged; the next start moves it aside and begins anew`,
        { error: errorMessage(failure.cause) },
      );
      const outcome = noteDamage(file);
      if (outcome.kind === "noted") return;
      logger.error(
        `Noting that "${file}" is damaged: ${errorMessage(outcome.error)}; move it away`,
      );
    },
    onClose: () => void inUse.delete(file),
  };
}

// The driver's rows may hold blobs and its numbers be bigints; none of our columns or settings yields one.
function asPort(db: DatabaseSync): SqlDatabase {
  return db as unknown as SqlDatabase;
}
