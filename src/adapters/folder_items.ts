/**
 * What stands in a folder that has checkpoints, through node:fs.
 *
 * @module
 */
import { lstat, open, readdir, readlink, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { FolderItem } from "../git/checkpoint_files.ts";
import { ifThere, isAbsence } from "./if_there.ts";

/** Files that are looked at at once. */
const AT_ONCE = 32;

/** As in `CheckpointFiles`. */
export async function look(folder: string, paths: readonly string[]): Promise<FolderItem[]> {
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

/** As in `CheckpointFiles`. */
export async function holdsRepository(folder: string): Promise<boolean> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === ".git") return true;
    if (entry.isDirectory() && await holdsRepository(join(folder, entry.name))) return true;
  }
  return false;
}

/** As in `CheckpointFiles`. */
export async function staysInside(folder: string, path: string): Promise<boolean> {
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
