/**
 * Whether a store of checkpoints is damaged.
 *
 * @module
 */
import type { GitOutcome } from "./run_git.ts";
import type { StoreGit } from "./store_git.ts";

/**
 * What is damaged. `index`: only what is found out anew without it; `store`: checkpoints cannot be read;
 * `none`: nothing, or it could not be found out.
 */
export type StoreDamage = "none" | "index" | "store";

/** Milliseconds it may take to look whether all is there. */
const WALK_MS = 30_000;

/** How git says that a store, or its index, cannot be used as it is. */
const HINT = new RegExp(
  [
    ...[
      "not a git repository",
      "corrupt",
      "bad object",
      "missing object",
      "packed-refs",
      "bad ref",
    ],
    ...["unable to read (?:tree|sha1|[0-9a-f]{40})", "invalid object", "is empty", "inflate"],
    ...["unpack", "index file", "bad index", "bad signature", "cache entry", "index uses"],
    "malformed",
  ].join("|"),
  "i",
);

/**
 * Whether it is worth finding out. No more than that: a complaint may be of a file of the folder, and name
 * it, whatever it is called.
 */
export function mayBeDamage(complaint: string): boolean {
  return HINT.test(complaint);
}

/**
 * Looks at the store alone, not at the folder, and does not read what files held: where only that is damaged,
 * all other checkpoints are as good as ever, that from before a restore which came upon it among them.
 */
export async function damageOf(git: StoreGit): Promise<StoreDamage> {
  const fails = async (args: readonly string[]) =>
    hasFailed(await git.call(args, undefined, { timeoutMs: WALK_MS }));
  if (await fails(["ls-files", "--", "none"])) return "index";
  if (await fails(["rev-list", "--objects", "--all", "--quiet"])) return "store";
  // What the index names may be gone while all is there that a checkpoint names.
  return await fails(["rev-list", "--objects", "--indexed-objects", "--quiet"]) ? "index" : "none";
}

/** By itself: one that was ended, or could not be started, has told nothing. */
function hasFailed(outcome: GitOutcome): boolean {
  return outcome.kind === "ended" && outcome.code !== null && outcome.code !== 0;
}
