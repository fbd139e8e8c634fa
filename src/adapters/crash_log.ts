/**
 * Where the stack of a crash is kept for whoever looks into it.
 *
 * @module
 */
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { errorMessage } from "../lib/error_text.ts";

/** What {@linkcode crashLogPath} looks at. */
export interface CrashLogPlace {
  /** `Deno.build.os`, or `process.platform`. */
  os: string;
  /** Looks up an environment variable. */
  get(name: string): string | undefined;
}

/** Whether a crash could be kept. */
export type CrashLogResult = { kind: "written"; path: string } | {
  kind: "failed";
  problem: string;
};

// Enough for hundreds of stacks; a process that crashes in a loop must not fill a disk.
const MAX_BYTES = 1_048_576;

/**
 * The usual place for a crash log: `tidegate/crash.log` in the user's state folder (`XDG_STATE_HOME`,
 * else `~/.local/state`; `~/Library/Logs` on macOS; `LOCALAPPDATA` on Windows). `undefined` when the
 * environment names none of these.
 */
export function crashLogPath(place: CrashLogPlace): string | undefined {
  const folder = stateFolder(place);
  return folder === undefined ? undefined : `${folder}/tidegate/crash.log`;
}

function stateFolder({ os, get }: CrashLogPlace): string | undefined {
  if (os === "windows" || os === "win32") return get("LOCALAPPDATA") || undefined;
  const home = get("HOME") || undefined;
  if (os === "darwin") return home && `${home}/Library/Logs`;
  const state = get("XDG_STATE_HOME");
  // The XDG specification: a relative path is invalid and must be ignored.
  if (state?.startsWith("/")) return state;
  return home && `${home}/.local/state`;
}

/**
 * Appends an entry to the crash log, synchronously: the process may not live for another turn of its
 * loop. Makes the file for its owner only, and its folder. Starts over when the file has grown past
 * 1 MiB. Never throws.
 */
export function writeCrashLog(path: string, entry: string): CrashLogResult {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    append(path, new TextEncoder().encode(`${entry}\n\n`));
    return { kind: "written", path };
  } catch (error) {
    return { kind: "failed", problem: `Cannot write "${path}": ${errorMessage(error)}` };
  }
}

function append(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "a", 0o600);
  try {
    if (fstatSync(file).size > MAX_BYTES) ftruncateSync(file);
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  } finally {
    closeSync(file);
  }
}
