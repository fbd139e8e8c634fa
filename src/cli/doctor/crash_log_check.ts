/**
 * @module
 */
import { readFileSync } from "node:fs";
import { type Finding, note, ok } from "./finding.ts";

// As an entry begins; what is behind the time may say anything.
const ENTRY = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) tidegate /gm;

/** Whether this has crashed before, and when it did last. */
export function checkCrashLog(path: string | undefined): Finding {
  const subject = { check: "crash log", looked: path ?? "no file" };
  if (path === undefined) {
    return note(subject, "a crash would be told on stderr alone", "TIDEGATE_CRASH_LOG=./crash.log");
  }
  const text = readText(path);
  if (text === undefined) return ok(subject, "there is none: nothing has crashed");
  const times = [...text.matchAll(ENTRY)].map(([, time]) => time);
  const newest = times.at(-1);
  if (newest === undefined) return ok(subject, "it has no entries");
  const count = times.length === 1 ? "one crash" : `${times.length} crashes`;
  return note(subject, `${count}, the newest of ${newest}`, `tail -n 40 "${path}"`);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
