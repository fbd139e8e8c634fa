/**
 * @module
 */
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import process from "node:process";
import { isNotedDamaged } from "../../adapters/sqlite_damage.ts";
import { type SqliteDriver, sqliteDriver } from "../../adapters/sqlite_driver.ts";
import { readSqliteHeader } from "../../adapters/sqlite_header.ts";
import { userPath, type UserPlace } from "../../adapters/user_path.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../../store/migrations.ts";
import { type Finding, note, ok, problem, type Subject } from "./finding.ts";
import { mayAccess } from "./file_rights.ts";
import { lookIntoDatabase } from "./state_lock.ts";

/** What {@linkcode checkState} looks at. */
export interface StatePlace {
  /** A file, or `:memory:`, that somebody named; `undefined`: the usual file. */
  named: string | undefined;
  place: UserPlace;
  driver?: SqliteDriver | undefined;
}

const OTHER_FILE = "--state ./other.db";

/** Whether conversations can be kept. Opens nothing for writing, and leaves nothing behind. */
export function checkState(state: StatePlace): Finding {
  const { named, place, driver = sqliteDriver() } = state;
  const path = named ?? userPath("state", "state.db", place);
  const subject = { check: "state file", looked: path ?? "no file" };
  if (path === ":memory:") return ok(subject, "conversations end with the process, as asked");
  if (path === undefined) {
    return note(subject, "no folder for it is known: all is kept in memory", "--state ./state.db");
  }
  if (driver === undefined) {
    const found = "this runtime has no SQLite";
    const kind = named === undefined ? note : problem;
    return kind(subject, found, "use Node 22.13 or newer, or Deno", "--state :memory:");
  }
  const whole = resolve(path);
  const refusal = accessFault(subject, whole);
  if (refusal !== undefined) return refusal;
  const header = readSqliteHeader(whole);
  switch (header.kind) {
    case "missing":
      return ok(subject, "not there yet; the first start makes it");
    case "empty":
      return ok(subject, "it is empty");
    case "damaged":
      return damaged(subject, whole);
  }
  const { applicationId, version } = header;
  if (applicationId !== APPLICATION_ID) {
    return problem(subject, "it is the database of another program", OTHER_FILE);
  }
  if (version > SCHEMA_VERSION) {
    const found = `a newer tidegate wrote it (tables ${version}, this one knows ${SCHEMA_VERSION})`;
    return problem(subject, `${found}; use that one, or add`, OTHER_FILE);
  }
  const file = realpathSync(whole);
  if (isNotedDamaged(file)) return damaged(subject, whole);
  return judge(file, { subject, version, named, driver });
}

function judge(
  file: string,
  { subject, version, named, driver }: {
    subject: Subject;
    version: number;
    named: string | undefined;
    driver: SqliteDriver;
  },
): Finding {
  const tables = version === SCHEMA_VERSION
    ? `tables ${version}`
    : `tables ${version}, which the next start brings to ${SCHEMA_VERSION}`;
  const look = lookIntoDatabase(file, driver);
  switch (look.kind) {
    case "whole":
      return ok(subject, `whole, ${tables}`);
    case "unclosed":
      return ok(subject, `left by a crash; the next start takes up what it holds (${tables})`);
    case "unread":
      return ok(subject, `${tables}; it was not read through: ${look.why}`);
    case "damaged":
      return damaged(subject, file);
    case "in_use": {
      const found = "another process has it open, such as a gateway that serves";
      if (named !== undefined) {
        return problem(subject, `${found}; stop that one, or add`, OTHER_FILE);
      }
      return note(subject, `${found}: a second one keeps all in memory, or add`, OTHER_FILE);
    }
  }
}

function damaged(subject: Subject, file: string): Finding {
  return problem(
    subject,
    "it is damaged: the next start moves it aside and begins anew; keep a copy to mend",
    `cp -p "${file}" "${file}.copy"`,
  );
}

/** What this user may not do with the file, or the nearest folder there is. */
function accessFault(subject: Subject, file: string): Finding | undefined {
  if (existsSync(file)) {
    if (!statSync(file).isFile()) return problem(subject, "it is no file", OTHER_FILE);
    if (!mayAccess(file, "rw")) {
      return problem(subject, "this user may not read and write it", `chmod u+rw "${file}"`);
    }
  }
  let folder = dirname(file);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  if (!statSync(folder).isDirectory()) {
    return problem(subject, `${folder} is no folder`, OTHER_FILE);
  }
  // Windows says of every folder that it may be written.
  if (process.platform !== "win32" && !mayAccess(folder, "wx")) {
    return problem(subject, `this user may not write to ${folder}`, `chmod u+wx "${folder}"`);
  }
  return undefined;
}
