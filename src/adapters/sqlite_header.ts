/**
 * What a database file says of itself, read without SQLite: that would switch its journal, replay what a
 * crash left, or leave files beside it, and a file that is not for us must stay as it is.
 *
 * Never call this for a file this process has open: closing any handle of a file drops the locks the whole
 * process holds on it (POSIX).
 *
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";

/** What {@linkcode readSqliteHeader} finds. */
export type SqliteHeader =
  | { kind: "missing" }
  | { kind: "empty" }
  /** Not a database, or the beginning of one that was cut off. */
  | { kind: "damaged" }
  | {
    kind: "database";
    /** `PRAGMA application_id`. */
    applicationId: number;
    /** `PRAGMA user_version`. */
    version: number;
  };

// <https://www.sqlite.org/fileformat2.html>: 1.3 the database header, 4.1 the WAL.
const MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;
const VERSION_AT = 60;
const APPLICATION_ID_AT = 68;
const WAL_MAGICS = [0x377f0682, 0x377f0683];
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** @throws {Error} of the file system, but for a file that is not there */
export function readSqliteHeader(path: string): SqliteHeader {
  const bytes = withFile(path, (file) => readAt(file, 0, HEADER_BYTES));
  if (bytes === undefined) return { kind: "missing" };
  if (bytes.byteLength === 0) return { kind: "empty" };
  if (!isHeader(bytes)) return { kind: "damaged" };
  // What was written last may be in the log alone, after a crash.
  const newest = withFile(`${path}-wal`, newestFirstPage) ?? bytes;
  const view = viewOf(newest);
  return {
    kind: "database",
    applicationId: view.getUint32(APPLICATION_ID_AT),
    version: view.getUint32(VERSION_AT),
  };
}

function isHeader(bytes: Uint8Array): boolean {
  return bytes.byteLength === HEADER_BYTES &&
    new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/** The header as the log has it last; `undefined` when it has none. */
function newestFirstPage(file: number): Uint8Array | undefined {
  const header = viewOf(readAt(file, 0, WAL_HEADER_BYTES));
  if (header.byteLength < WAL_HEADER_BYTES || !WAL_MAGICS.includes(header.getUint32(0))) {
    return undefined;
  }
  const pageBytes = header.getUint32(8);
  const salt = header.getBigUint64(16);
  let newest: number | undefined;
  for (let at = WAL_HEADER_BYTES;; at += FRAME_HEADER_BYTES + pageBytes) {
    const frame = viewOf(readAt(file, at, FRAME_HEADER_BYTES));
    // Frames with another salt are left from before the log was begun anew.
    if (frame.byteLength < FRAME_HEADER_BYTES || frame.getBigUint64(8) !== salt) break;
    if (frame.getUint32(0) === 1) newest = at + FRAME_HEADER_BYTES;
  }
  const page = newest === undefined ? undefined : readAt(file, newest, HEADER_BYTES);
  return page && isHeader(page) ? page : undefined;
}

function withFile<T>(path: string, use: (file: number) => T): T | undefined {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** Up to `length` bytes; fewer at the end of the file. */
function readAt(file: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  for (let read = -1; done < length && read !== 0; done += read) {
    read = readSync(file, bytes, done, length - done, position + done);
  }
  return bytes.subarray(0, done);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
