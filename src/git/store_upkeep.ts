/**
 * Keeps a store of checkpoints small.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Checkpoint } from "./checkpoint_note.ts";
import type { StoreGit } from "./store_git.ts";

/** Checkpoints of a folder, and milliseconds, after which the older ones go. */
export const MOST_CHECKPOINTS = 50;
export const LONGEST_MS = 30 * 86_400_000;
/** Above that, they are brought down to the number at once, so that this is not done for each. */
const SLACK = 10;
/** Objects in files of their own above which they are packed. */
const LOOSE = 2_000;
/** Milliseconds packing may take; what it has not come to is done another time. */
const PACK_MS = 60_000;

/** Packs with one thread and little memory; never removes what a git of another process is just writing. */
const PACK = [
  ...["-c", "pack.threads=1", "-c", "pack.windowMemory=32m", "-c", "pack.deltaCacheSize=16m"],
  ...["-c", "pack.window=5", "-c", "core.bigFileThreshold=4m", "-c", "gc.autoDetach=false"],
  ...["gc", "--quiet", "--prune=1.hour.ago"],
];

/** Whether there are checkpoints that are to go. */
export function isTooMany(all: readonly Checkpoint[], now: number): boolean {
  const oldest = all.at(-1)?.at ?? now;
  return all.length > MOST_CHECKPOINTS + SLACK || now - oldest > LONGEST_MS;
}

/**
 * Removes what is too old or too many, and packs.
 *
 * @param all the newest first
 * @throws {CheckpointError}
 */
export async function pruneStore(
  { git, clock, signal }: { git: StoreGit; clock: Clock; signal: AbortSignal },
  all: readonly Checkpoint[],
): Promise<void> {
  const now = clock.now();
  const going = all.filter(({ at }, i) => i >= MOST_CHECKPOINTS || now - at > LONGEST_MS);
  if (going.length > 0) {
    const input = going.map(({ ref }) => `delete ${ref}\n`).join("");
    await git.run(["update-ref", "--stdin"], { input });
  }
  const loose = Number.parseInt(await git.run(["count-objects"]), 10);
  if (signal.aborted || loose < LOOSE) return;
  // Whether it comes to its end is of no matter: it leaves nothing that would be wrong.
  await git.call(PACK, undefined, { timeoutMs: PACK_MS, signal, startsOthers: true });
}
