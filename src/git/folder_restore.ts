/**
 * Makes a folder, or one file of it, what it was at a checkpoint.
 *
 * @module
 */
import { CheckpointError } from "./checkpoint_error.ts";
import {
  forget,
  LIST_BYTES,
  scanFolder,
  type ScanTools,
  takeIn,
  willChange,
} from "./folder_scan.ts";
import { namesIn } from "./store_git.ts";

/** Milliseconds a restore may take. */
const WRITE_MS = 120_000;

/**
 * Everything that is kept. Nothing is written over that was not kept before.
 *
 * @param keep makes a checkpoint of what is there
 * @throws {CheckpointError} where something has changed meanwhile, or is in the way
 */
export async function restoreFolder<T>(
  hash: string,
  keep: () => Promise<T>,
  tools: ScanTools,
): Promise<T> {
  const { git, index } = tools;
  await scanFolder(tools);
  // What would be written over although it is ignored by now is taken in first.
  const lost = ["diff-index", "--cached", "--name-only", "-z", "--diff-filter=D", hash];
  const names = namesIn(await git.run(lost, { index }));
  await refuseForFolders(names, tools);
  await takeInTheWay(names, tools);
  const before = await keep();
  willChange(tools);
  // A file that was only touched would be one that has changed.
  await git.run(["update-index", "-q", "--refresh"], { index, timeoutMs: WRITE_MS });
  await git.run(["read-tree", "-m", "-u", hash], { index, timeoutMs: WRITE_MS });
  return before;
}

/**
 * One file; where there was none then, and it is kept now, it goes.
 *
 * @param file its way from the folder
 * @throws {CheckpointError}
 */
export async function restoreFile<T>(
  hash: string,
  file: string,
  keep: () => Promise<T>,
  tools: ScanTools,
): Promise<T> {
  const { git, index, files } = tools;
  const then = await git.run(["ls-tree", "-z", hash, "--", file]);
  const isFolder = /^040000 /.test(then);
  if (isFolder) throw new CheckpointError("unknown", `"${file}" is a folder: name a file`);
  await scanFolder(tools);
  const [item] = await files.look(git.place.folder, [file]);
  if (item?.kind === "unreadable") throw unreadable(file);
  // Ignored or not, it is about to be written over.
  if (then !== "") await takeInTheWay([file], tools);
  if (item?.kind === "folder") {
    throw new CheckpointError("unknown", `"${file}" is a folder by now: move it away first`);
  }
  const now = namesIn(await git.run(["ls-files", "-z", "--cached", "--", file], { index }));
  if (then === "" && now.length === 0) {
    throw new CheckpointError("unknown", `there is no file "${file}" in that checkpoint`);
  }
  const before = await keep();
  willChange(tools);
  // As one file under two names it would go when one of them does.
  if (then !== "") await forget((await othersOf([file], tools)).get(file) ?? [], tools);
  await git.run(["checkout", "--no-overlay", "--quiet", hash, "--", file], {
    index,
    timeoutMs: WRITE_MS,
  });
  return before;
}

/**
 * Takes in what stands at some names, and what is no folder where folders above them are to be: ignored or
 * not, it goes with the first file that is written there.
 */
async function takeInTheWay(names: readonly string[], tools: ScanTools): Promise<void> {
  const ways = [...new Set(names.flatMap(waysTo))];
  const items = await tools.files.look(tools.git.place.folder, ways);
  const lost = ways.find((_, i) => items[i]?.kind === "unreadable");
  if (lost !== undefined) throw unreadable(lost);
  const here = ways.filter((_, i) => items[i]?.kind === "here");
  const others = await othersOf(here, tools);
  // By another case of its name it is kept already.
  await takeIn(here.filter((name) => !others.has(name)), tools);
}

/** Of names that differ from some in the index in case alone, where that is of no matter: those. */
async function othersOf(
  names: readonly string[],
  { git, index, ignoresCase }: ScanTools,
): Promise<Map<string, string[]>> {
  const others = new Map<string, string[]>();
  if (!ignoresCase || names.length === 0) return others;
  const byName = new Map(names.map((name) => [name.toLowerCase(), name]));
  const listing = ["ls-files", "-z", "--cached"];
  for (const kept of namesIn(await git.run(listing, { index, maxBytes: LIST_BYTES }))) {
    const name = byName.get(kept.toLowerCase());
    if (name === undefined || name === kept) continue;
    others.set(name, [...others.get(name) ?? [], kept]);
  }
  return others;
}

/** A name, and those of all folders above it. */
function waysTo(name: string): string[] {
  const parts = name.split("/");
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

function unreadable(name: string): CheckpointError {
  const why = `what is at "${name}" cannot be read, and so not be kept`;
  return new CheckpointError("unknown", `${why}: move it away first`);
}

/** A folder where a file is to be would go with all that is in it: also with what no checkpoint has. */
async function refuseForFolders(names: readonly string[], tools: ScanTools): Promise<void> {
  const { git, files, index } = tools;
  const { folder } = git.place;
  const items = await files.look(folder, names);
  for (const name of names.filter((_, i) => items[i]?.kind === "folder")) {
    const listing = ["ls-files", "-z", "--others", "--exclude-standard", "--ignored", "--", name];
    const isSafe = await git.run(listing, { index }) === "" &&
      !await files.holdsRepository(`${folder}/${name}`);
    if (isSafe) continue;
    const why = `where "${name}" was is a folder by now, with a repository or ignored files in it`;
    throw new CheckpointError("unknown", `${why}: move it away first`);
  }
}
