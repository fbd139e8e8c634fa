/**
 * Stores of checkpoints through node:fs.
 *
 * @module
 */
import type { Stats } from "node:fs";
import {
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import type { CheckpointFiles } from "../git/checkpoint_files.ts";
import { randomHex } from "../lib/ids.ts";
import { holdsRepository, look, staysInside } from "./folder_items.ts";
import { ifThere } from "./if_there.ts";
import { ignoresCase } from "./ignores_case.ts";

/** Milliseconds after which a copy of an index, or a lock, is of no git that lives. */
const LEFT_MS = 3_600_000;
/** Damaged stores of one folder that are kept. */
const MOST_ASIDE = 3;

const ON_WINDOWS = process.platform === "win32";

/** Its configuration, but for what depends on the disk of its folder. */
const CONFIG = [
  "[core]",
  "repositoryformatversion = 0",
  "bare = false",
  `filemode = ${!ON_WINDOWS}`,
  `symlinks = ${!ON_WINDOWS}`,
  "autocrlf = false",
  "safecrlf = false",
  "logAllRefUpdates = false",
  "",
].join("\n");

/** Files of a store, by their names in it, that do not depend on its folder. */
const SKELETON: Readonly<Record<string, string>> = {
  HEAD: "ref: refs/heads/none\n",
  // It wins over all others: no filter, no conversion, and what is a text is seen by what is in it.
  "info/attributes":
    "* -text !eol !crlf -ident -filter !working-tree-encoding !diff !merge !export-subst\n",
};

/**
 * Keeps stores in a folder that is made with the first of them (0700).
 *
 * @param root where; asked each time, and `undefined` where the environment names none
 * @param how.ignoresCase whether the disk of a folder does. Default: that is found out
 */
export function checkpointFiles(
  root: () => string | undefined,
  how: { ignoresCase?: (folder: string) => Promise<boolean> } = {},
): CheckpointFiles {
  const isCaseless = how.ignoresCase ?? ((folder) => ignoresCase(folder));
  return {
    root,
    realFolder,
    async prepare({ store, folder }, exclude) {
      const caseless = await isCaseless(folder);
      await prepare(store, { exclude, caseless });
      return { ignoresCase: caseless };
    },
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
    setAside,
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

async function prepare(
  store: string,
  { exclude, caseless }: { exclude: string; caseless: boolean },
): Promise<void> {
  for (const folder of ["objects", "refs", "info"]) {
    await mkdir(join(store, folder), { recursive: true, mode: 0o700 });
  }
  const config = `${CONFIG}ignorecase = ${caseless}\n`;
  const files = { ...SKELETON, config, "info/exclude": exclude };
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

async function setAside(store: string): Promise<void> {
  const stamp = new Date().toISOString().replaceAll(/[-:.]/g, "");
  // Never to where another one is already: what is there may be all that is left of its checkpoints.
  await ifThere(() => rename(store, `${store}.damaged-${stamp}-${randomHex(2)}`));
  const root = dirname(store);
  const aside = (await readdir(root)).filter((name) =>
    name.startsWith(`${basename(store)}.damaged`)
  );
  for (const name of aside.sort().slice(0, -MOST_ASIDE)) {
    await rm(join(root, name), { recursive: true, force: true });
  }
}

async function tidy(
  root: string,
  { unusedSince, most }: { unusedSince: number; most: number },
): Promise<void> {
  const names = await ifThere(() => readdir(root)) ?? [];
  const stores: { path: string; used: number }[] = [];
  for (const name of names) {
    if (!/^[0-9a-f]{32}(?:\.damaged(?:-\w+-\w+)?)?$/.test(name)) continue;
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
