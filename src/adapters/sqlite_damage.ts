/**
 * What becomes of a state file that is damaged.
 *
 * @module
 */
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";

// SQLite's own files go along: the log may hold what the file itself lacks.
const SUFFIXES = ["", "-wal", "-shm", "-journal"];

/**
 * Moves a file aside, with all that belongs to it.
 *
 * @param now milliseconds since the epoch
 * @returns its new path: `<path>.damaged-YYYYMMDD-HHMMSS` in UTC
 * @throws {Error} of the file system
 */
export function moveAside(path: string, now: number): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  const aside = freeName(`${path}.damaged-${stamp}`);
  for (const suffix of SUFFIXES) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  rmSync(noteOf(path), { force: true });
  return aside;
}

/** Notes for the next start that a file in use turned out to be damaged. Never throws. */
export function noteDamage(path: string): { kind: "noted" } | { kind: "failed"; error: unknown } {
  try {
    writeFileSync(noteOf(path), "", { mode: 0o600 });
    return { kind: "noted" };
  } catch (error) {
    return { kind: "failed", error };
  }
}

/** Whether a file was found damaged while it was in use. */
export function isNotedDamaged(path: string): boolean {
  return existsSync(noteOf(path));
}

function noteOf(path: string): string {
  return `${path}.is-damaged`;
}

function freeName(path: string): string {
  for (let n = 1;; n++) {
    const name = n === 1 ? path : `${path}-${n}`;
    if (!SUFFIXES.some((suffix) => existsSync(name + suffix))) return name;
  }
}
