/**
 * Finds the files of a folder and the folders in it.
 *
 * @module
 */
import { type Clock, sleep } from "../lib/clock.ts";
import { IGNORE_FILE_BYTES, IgnoreRules, isVendor } from "./ignore_rules.ts";
import type { FolderEntry, WorkspaceAccess } from "./workspace_access.ts";

/** What a walk is given. */
export interface WalkOptions {
  access: WorkspaceAccess;
  clock: Clock;
  /** Files at most; PROTOCOL 3.5: 20,000. */
  maxFiles: number;
  /** Milliseconds at most; PROTOCOL_MORE B.5: 2,000. */
  maxMs: number;
}

/** What a walk found. */
export interface Walked {
  /** Ways from the folder, with `/` between the names; nearer ones first. */
  readonly files: readonly string[];
  /** Whether there may be more. */
  readonly cut: boolean;
}

/** Names that are looked at before others on the loop have their turn: a few milliseconds, with a hundred rules. */
const STEP = 256;
/** Milliseconds after which they have it anyway: with thousands of rules each name takes its time. */
const TURN_MS = 8;
/** Folders on the way to a file at most: a path of more is nobody's work, and costs each rule more. */
const MOST_DEPTH = 32;
/** Names of one folder at most. */
const MOST_NAMES = 20_000;

interface Folder {
  /** Its way from the root, ending in `/`; empty: the root. */
  at: string;
  depth: number;
  rules: IgnoreRules;
}

/**
 * Walks through a tree, breadth first, without following links to folders: so it ends, whatever they
 * point to. Folders that cannot be read are passed over, and so are names with control characters, which
 * nobody could type.
 */
export async function walkFiles(root: string, options: WalkOptions): Promise<Walked> {
  const { access, clock, maxFiles, maxMs } = options;
  const deadline = clock.monotonic() + maxMs;
  const files: string[] = [];
  const folders: Folder[] = [{ at: "", depth: 0, rules: IgnoreRules.none }];
  let seen = 0;
  let cut = false;
  for (let next = 0; next < folders.length; next++) {
    if (clock.monotonic() > deadline) return { files, cut: true };
    const { at, depth, rules: around } = folders[next] as Folder;
    const listing = await access.list(access.absolute(root, at || "."), MOST_NAMES);
    if (listing.kind !== "listed") continue;
    const rules = await rulesIn(root, { at, around, entries: listing.entries, access });
    let turnEnd = clock.monotonic() + TURN_MS;
    for (const { name, kind } of listing.entries) {
      if (++seen % STEP === 0 || clock.monotonic() > turnEnd) {
        await sleep(clock, 0);
        if (clock.monotonic() > deadline) return { files, cut: true };
        turnEnd = clock.monotonic() + TURN_MS;
      }
      if (!isTypable(name)) continue;
      const path = `${at}${name}`;
      if (kind === "folder") {
        // Twice as many folders as files: a tree of empty ones has an end too.
        const fits = folders.length < 2 * maxFiles && depth < MOST_DEPTH;
        if (isVendor(name) || rules.ignores(`${path}/`)) continue;
        if (fits) folders.push({ at: `${path}/`, depth: depth + 1, rules });
        else cut = true;
        continue;
      }
      if (kind === "other" || rules.ignores(path)) continue;
      if (kind === "link" && await access.kindOf(access.absolute(root, path)) !== "file") continue;
      if (files.length >= maxFiles) return { files, cut: true };
      files.push(path);
    }
  }
  return { files, cut };
}

async function rulesIn(
  root: string,
  { at, around, entries, access }: {
    at: string;
    around: IgnoreRules;
    entries: readonly FolderEntry[];
    access: WorkspaceAccess;
  },
): Promise<IgnoreRules> {
  if (!entries.some(({ name, kind }) => name === ".gitignore" && kind === "file")) return around;
  const read = await access.read(access.absolute(root, `${at}.gitignore`), IGNORE_FILE_BYTES);
  return read.kind === "read" ? around.with(at, new TextDecoder().decode(read.bytes)) : around;
}

/** Control characters, and marks that would turn the order of letters around where they are shown. */
// deno-lint-ignore no-control-regex
const UNTYPABLE = /[\0-\x1f\x7f-\x9f`\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Whether a name can stand in a line of text and be read as it is. */
export function isTypable(name: string): boolean {
  return !UNTYPABLE.test(name);
}
