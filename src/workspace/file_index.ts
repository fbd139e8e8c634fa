/**
 * The files of folders, looked for by their names.
 *
 * @module
 */
import { type Clock, sleep } from "../lib/clock.ts";
import { BestOf } from "./best_of.ts";
import { walkFiles } from "./file_walk.ts";
import { nameRank, type Query } from "./name_rank.ts";
import type { WorkspaceAccess } from "./workspace_access.ts";

/** Milliseconds after which the files of a folder are looked for anew; PROTOCOL 3.5. */
export const INDEX_MS = 5_000;
/** Files of one folder; PROTOCOL 3.5. */
export const MOST_FILES = 20_000;
/** Milliseconds one walk may take; PROTOCOL_MORE B.5. */
const WALK_MS = 2_000;
/** Milliseconds somebody who types waits for a new walk before the last one has to do. */
const PATIENCE_MS = 150;
/** Folders that are remembered: those of the sessions somebody types in. */
const MOST_FOLDERS = 8;
/** Names that are compared before others on the loop, timers too, have their turn: a few milliseconds. */
const STEP = 4_096;

/** A file. */
export interface IndexedFile {
  /** Its way from the folder, with `/` between the names. */
  readonly path: string;
  readonly name: string;
  readonly lower: string;
  /** Whether it, or a folder on the way to it, begins with a dot. */
  readonly hidden: boolean;
}

interface Ranked {
  file: IndexedFile;
  rank: number;
}

interface Index {
  files: readonly IndexedFile[] | undefined;
  /** Of the clock, when the walk that found them had ended. */
  at: number;
  walk: Promise<void> | undefined;
}

/** See the module. One for all sessions. */
export class FileIndex {
  readonly #access: WorkspaceAccess;
  readonly #clock: Clock;
  // The one used last is the last.
  readonly #folders = new Map<string, Index>();

  constructor(access: WorkspaceAccess, clock: Clock) {
    this.#access = access;
    this.#clock = clock;
  }

  /**
   * The files of a folder whose names fit best: PROTOCOL_MORE B.5.
   *
   * @param query.hidden whether files that begin with a dot, or lie in such folders, are among them
   */
  async find(
    folder: string,
    { query, hidden, most }: { query: Query; hidden: boolean; most: number },
  ): Promise<readonly IndexedFile[]> {
    const best = new BestOf<Ranked>(most, compare);
    let seen = 0;
    for (const file of await this.#files(folder)) {
      if (++seen % STEP === 0) await sleep(this.#clock, 0);
      if (file.hidden && !hidden) continue;
      const rank = nameRank(file.name, file.lower, query);
      if (rank !== undefined) best.offer({ file, rank });
    }
    return best.all.map(({ file }) => file);
  }

  async #files(folder: string): Promise<readonly IndexedFile[]> {
    const index = this.#folders.get(folder) ?? { files: undefined, at: 0, walk: undefined };
    this.#folders.delete(folder);
    this.#folders.set(folder, index);
    const oldest = this.#folders.keys().next();
    if (this.#folders.size > MOST_FOLDERS && !oldest.done) this.#folders.delete(oldest.value);
    const { files } = index;
    if (files !== undefined && this.#clock.monotonic() - index.at < INDEX_MS) return files;
    index.walk ??= this.#walk(folder, index).finally(() => index.walk = undefined);
    if (files === undefined) await index.walk;
    else await this.#patiently(index.walk);
    return index.files ?? [];
  }

  async #walk(folder: string, index: Index): Promise<void> {
    const limits = { maxFiles: MOST_FILES, maxMs: WALK_MS };
    const walked = await walkFiles(folder, { access: this.#access, clock: this.#clock, ...limits });
    const files: IndexedFile[] = [];
    for (const path of walked.files) {
      files.push(indexed(path));
      if (files.length % STEP === 0) await sleep(this.#clock, 0);
    }
    index.files = files;
    index.at = this.#clock.monotonic();
  }

  async #patiently(walk: Promise<void>): Promise<void> {
    const over = new AbortController();
    await Promise.race([walk, sleep(this.#clock, PATIENCE_MS, over.signal)]);
    over.abort();
  }
}

function indexed(path: string): IndexedFile {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { path, name, lower: name.toLowerCase(), hidden: /(?:^|\/)\./.test(path) };
}

function compare(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.file.name.length !== b.file.name.length) return a.file.name.length - b.file.name.length;
  if (a.file.path.length !== b.file.path.length) return a.file.path.length - b.file.path.length;
  return a.file.path < b.file.path ? -1 : 1;
}
