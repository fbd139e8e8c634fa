/**
 * Brings an index to the state of its folder.
 *
 * @module
 */
import { CheckpointError } from "./checkpoint_error.ts";
import type { CheckpointFiles } from "./checkpoint_files.ts";
import { namesIn, type StoreGit } from "./store_git.ts";

/**
 * Files a folder may have, and bytes of those that are new or changed since its last checkpoint. Twenty
 * thousand files are what a prompt can wait for where nothing has changed; with the bytes, what a machine
 * reads and compresses within half a minute.
 */
export const MOST_FILES = 20_000;
export const MOST_BYTES = 256 * 1024 * 1024;

/** Milliseconds it may take to look through a folder, and to read what has changed. */
const LOOK_MS = 15_000;
const READ_MS = 60_000;
/** Bytes of a list of names: 400 for each of the files a folder may have. */
export const LIST_BYTES = 8 * 1024 * 1024;

const NO_OBJECT = "0".repeat(40);

/** What a scan works with. */
export interface ScanTools {
  git: StoreGit;
  files: CheckpointFiles;
  /** A private copy of the index. */
  index: string;
  /** Whether names that differ in case alone are one in the folder. */
  ignoresCase: boolean;
  /** The tree that stands for that index, if it is known. */
  tree: string | undefined;
  /** Whether the index is another by now than the one it was copied from. */
  changed: boolean;
}

/** The index is about to become another. */
export function willChange(tools: ScanTools): void {
  tools.tree = undefined;
  tools.changed = true;
}

/**
 * Takes in what is new, changed or gone in the folder, but for what is ignored and for repositories in it.
 *
 * @returns the tree that stands for the folder now
 * @throws {CheckpointError}
 */
export async function scanFolder(tools: ScanTools): Promise<string> {
  const { git, index } = tools;
  const listing = ["ls-files", "-z", "--others", "--modified", "--exclude-standard"];
  const how = { timeoutMs: LOOK_MS, maxBytes: LIST_BYTES };
  const outcome = await git.call(listing, index, how);
  if (outcome.kind === "flooded") throw tooLarge(`it has more than ${MOST_FILES} files`);
  if (outcome.kind === "timeout") throw tooLarge("looking through it takes too long");
  const out = outcome.kind === "ended" && outcome.code === 0
    ? outcome.out
    // The same once more, for the error it makes.
    : await git.run(listing, { index, ...how });
  await takeIn([...new Set(namesIn(out))], tools);
  if (tools.tree !== undefined) return tools.tree;
  const tree = (await git.run(["write-tree"], { index })).trim();
  // It was written into the index, too.
  tools.changed = true;
  return tools.tree = tree;
}

/**
 * Takes some paths in as they are, ignored or not.
 *
 * @throws {CheckpointError}
 */
export async function takeIn(names: readonly string[], tools: ScanTools): Promise<void> {
  const { git, files, index } = tools;
  // With a slash at its end it is a repository of its own, which knows its past itself.
  const paths = names.filter((name) => !name.endsWith("/"));
  if (paths.length > MOST_FILES) throw tooLarge(`it has more than ${MOST_FILES} files`);
  if (paths.length === 0) return;
  const items = await files.look(git.place.folder, paths);
  const here: string[] = [];
  const gone: string[] = [];
  let bytes = 0;
  paths.forEach((path, i) => {
    const item = items[i];
    if (item?.kind === "gone" || item?.kind === "folder") gone.push(path);
    if (item?.kind !== "here") return;
    here.push(path);
    bytes += item.bytes;
  });
  if (bytes > MOST_BYTES) {
    const most = `${MOST_BYTES / 1024 / 1024} MiB`;
    throw tooLarge(`more than ${most} of it are new or changed`);
  }
  await forget(gone, tools);
  if (here.length === 0) return;
  willChange(tools);
  const how = ["--add", "--remove", "--replace", "-q", "--refresh", "-z", "--stdin"];
  const input = here.map((path) => `${path}\0`).join("");
  await git.run(["update-index", ...how], { index, input, timeoutMs: READ_MS });
}

/**
 * Takes some paths out of the index, whatever stands there. Not by their paths alone: one that leads through a
 * link by now would be an error.
 *
 * @throws {CheckpointError}
 */
export async function forget(paths: readonly string[], tools: ScanTools): Promise<void> {
  if (paths.length === 0) return;
  willChange(tools);
  const input = paths.map((path) => `0 ${NO_OBJECT}\t${path}\0`).join("");
  await tools.git.run(["update-index", "-z", "--index-info"], { index: tools.index, input });
}

function tooLarge(why: string): CheckpointError {
  return new CheckpointError("refused", `no checkpoints are made of this folder: ${why}`);
}
