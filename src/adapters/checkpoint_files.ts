/**
 * Stores of checkpoints through node:fs.
 *
 * @module
 */
import type { Stats } from "node:fs";
import {
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import process from "node:process";
import type { CheckpointFiles, FolderItem } from "../git/checkpoint_files.ts";
import { randomHex } from "../lib/ids.ts";

/** Milliseconds after which a copy of an index, or a lock, is of no git that lives. */
const LEFT_MS = 3_600_000;
/** Files that are looked at at once. */
const AT_ONCE = 32;

const ON_WINDOWS = process.platform === "win32";

/** Files of a store, by their names in it, that do not depend on its folder. */
const SKELETON: Readonly<Record<string, string>> = {
  HEAD: "ref: refs/heads/none\n",
  config: [
    "[core]",
    "repositoryformatversion = 0",
    "bare = false",
    `filemode = ${!ON_WINDOWS}`,
    `symlinks = ${!ON_WINDOWS}`,
    "autocrlf = false",
    "safecrlf = false",
    "logAllRefUpdates = false",
    "",
  ].join("\n"),
  // It wins over all others: no filter, no conversion, and what is a text is seen by what is in it.
  "info/attributes":
    "* -text !eol !crlf -ident -filter !working-tree-encoding !diff !merge !export-subst\n",
};

/**
 * Keeps stores in a folder that is made with the first of them (0700).
 *
 * @param root where; asked each time, and `undefined` where the environment names none
 */
export function checkpointFiles(root: () => string | undefined): CheckpointFiles {
  return {
    root,
    realFolder,
    prepare,
    look,
    holdsRepository,
    staysInside,
    tidy,
    async borrowIndex(store) {
      const copy = join(store, `index.${randomHex(6)}`);
      return { path: copy, stamp: await copyOldIndex(join(store, "index"), copy) };
    },
    async keepIndex(store, index) {
      const stats = await ifThere(() => stat(index));
      if (stats === undefined) return "";
      await rename(index, join(store, "index"));
      return stampOf(stats);
    },
    async dropIndex(index) {
      await rm(index, { force: true });
      await rm(`${index}.lock`, { force: true });
    },
    async forgetIndex(store) {
      await rm(join(store, "index"), { force: true });
    },
    async setAside(store) {
      const aside = `${store}.damaged`;
      await rm(aside, { recursive: true, force: true });
      await ifThere(() => rename(store, aside));
    },
  };
}

async function realFolder(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : undefined;
  } catch {
    // Whatever the reason, there is nothing here that could be kept.
    return undefined;
  }
}

async function prepare(store: string, exclude: string): Promise<void> {
  for (const folder of ["objects", "refs", "info"]) {
    await mkdir(join(store, folder), { recursive: true, mode: 0o700 });
  }
  const files = { ...SKELETON, "info/exclude": exclude };
  await Promise.all(
    Object.entries(files).map(([name, text]) => putText(join(store, name), text)),
  );
  const now = new Date();
  // By this it is known how long a store has not been used.
  await utimes(join(store, "HEAD"), now, now);
}

/** Makes a file have a text, at once, and only where it has another. */
async function putText(path: string, text: string): Promise<void> {
  if (await ifThere(() => readFile(path, "utf8")) === text) return;
  const draft = `${path}.${randomHex(4)}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * A file that was changed within the second in which its index was written is looked into again, by the time
 * of the index: the copy must not seem younger.
 */
async function copyOldIndex(index: string, copy: string): Promise<string> {
  const file = await ifThere(() => open(index));
  if (file === undefined) return "";
  try {
    const stats = await file.stat();
    await writeFile(copy, await file.readFile(), { mode: 0o600, flag: "wx" });
    const second = Math.floor(stats.mtimeMs / 1_000);
    await utimes(copy, second, second);
    return stampOf(stats);
  } finally {
    await file.close();
  }
}

function stampOf({ ino, size, mtimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}

async function look(folder: string, paths: readonly string[]): Promise<FolderItem[]> {
  const parents = new Map<string, Promise<boolean>>();
  const items: FolderItem[] = [];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < paths.length; i = next++) {
      items[i] = await lookAt(folder, paths[i] ?? "", parents);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return items;
}

async function lookAt(
  folder: string,
  path: string,
  parents: Map<string, Promise<boolean>>,
): Promise<FolderItem> {
  try {
    if (!await isFolderWay(folder, dirname(path), parents)) return { kind: "gone" };
    const whole = join(folder, path);
    const stats = await lstat(whole);
    if (stats.isSymbolicLink()) return { kind: "here", bytes: stats.size };
    if (stats.isDirectory()) return { kind: "folder" };
    if (!stats.isFile()) return { kind: "gone" };
    // Not by access(), for which Deno wants to be allowed to know its user.
    await (await open(whole)).close();
    return { kind: "here", bytes: stats.size };
  } catch (error) {
    return { kind: isAbsence(error) ? "gone" : "unreadable" };
  }
}

/** Whether every step to a folder is a folder, and none of them a link to one. */
function isFolderWay(
  root: string,
  way: string,
  known: Map<string, Promise<boolean>>,
): Promise<boolean> {
  if (way === ".") return Promise.resolve(true);
  const found = known.get(way);
  if (found !== undefined) return found;
  const answer = isFolderWay(root, dirname(way), known).then(async (above) =>
    above && (await lstat(join(root, way))).isDirectory()
  );
  known.set(way, answer);
  return answer;
}

async function holdsRepository(folder: string): Promise<boolean> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === ".git") return true;
    if (entry.isDirectory() && await holdsRepository(join(folder, entry.name))) return true;
  }
  return false;
}

async function staysInside(folder: string, path: string): Promise<boolean> {
  const real = await realpath(folder);
  for (let at = dirname(join(real, path)); at !== real; at = dirname(at)) {
    if (!isIn(real, at)) return false;
    const target = await ifThere(() => realpath(at)) ?? await ifLink(at);
    if (target !== undefined && !isIn(real, target)) return false;
    if (target !== undefined) return true;
  }
  return true;
}

/** Where a link leads that leads to nothing. */
function ifLink(path: string): Promise<string | undefined> {
  return readlink(path).then((to) => resolve(dirname(path), to), () => undefined);
}

function isIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function tidy(
  root: string,
  { unusedSince, most }: { unusedSince: number; most: number },
): Promise<void> {
  const names = await ifThere(() => readdir(root)) ?? [];
  const stores: { path: string; used: number }[] = [];
  for (const name of names) {
    if (!/^[0-9a-f]{32}(?:\.damaged)?$/.test(name)) continue;
    const path = join(root, name);
    const used = (await ifThere(() => stat(join(path, "HEAD"))))?.mtimeMs ?? 0;
    stores.push({ path, used });
  }
  stores.sort((a, b) => b.used - a.used);
  for (const [i, { path, used }] of stores.entries()) {
    if (i >= most || used < unusedSince) await rm(path, { recursive: true, force: true });
    else await tidyStore(path);
  }
}

async function tidyStore(store: string): Promise<void> {
  for (const name of await ifThere(() => readdir(store)) ?? []) {
    if (!/^index\.[0-9a-f]{12}(?:\.lock)?$|\.lock$|^fast_import_crash_/.test(name)) continue;
    const path = join(store, name);
    const at = (await ifThere(() => stat(path)))?.mtimeMs;
    if (at !== undefined && Date.now() - at > LEFT_MS) await rm(path, { force: true });
  }
}

async function ifThere<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === "ENOENT" || code === "ENOTDIR";
}
