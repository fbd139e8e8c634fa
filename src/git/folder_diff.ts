/**
 * What has changed in a folder since a checkpoint.
 *
 * @module
 */
import { scanFolder, type ScanTools } from "./folder_scan.ts";
import { gitFault } from "./run_git.ts";
import { CheckpointError } from "./checkpoint_error.ts";

/** See the module. */
export interface FolderDiff {
  /** A line for each file, and one for all. */
  readonly stat: string;
  /** A unified diff, from the checkpoint to now. */
  readonly diff: string;
  /** Whether the diff is only the beginning. */
  readonly truncated: boolean;
}

/** Bytes of a diff that are told: as much as anybody reads. */
export const DIFF_BYTES = 256 * 1024;
const STAT_BYTES = 64 * 1024;
const STAT_FILES = 200;
/** Milliseconds. */
const DIFF_MS = 15_000;

const PLAIN = [
  ...["-c", "core.bigFileThreshold=1m", "diff-tree", "-r", "--no-color", "--no-renames"],
  ...["--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/"],
];

/** @throws {CheckpointError} */
export async function diffSince(hash: string, tools: ScanTools): Promise<FolderDiff> {
  const tree = await scanFolder(tools);
  const told = async (args: readonly string[], maxBytes: number) => {
    const how = { maxBytes, timeoutMs: DIFF_MS };
    const outcome = await tools.git.call([...PLAIN, ...args, hash, tree], undefined, how);
    if (outcome.kind === "flooded") return { text: wholeLines(outcome.out), cut: true };
    if (outcome.kind === "ended" && outcome.code === 0) return { text: outcome.out, cut: false };
    throw new CheckpointError("failed", gitFault(outcome));
  };
  const [stat, diff] = await Promise.all([
    told([`--stat=100,80,${STAT_FILES}`], STAT_BYTES),
    told(["--patch"], DIFF_BYTES),
  ]);
  return { stat: stat.text.trimEnd(), diff: diff.text, truncated: diff.cut };
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf("\n") + 1);
}
