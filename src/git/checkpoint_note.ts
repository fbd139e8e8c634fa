/**
 * What is written on a checkpoint, and how it is found by what somebody calls it.
 *
 * @module
 */
import { isRecord } from "../lib/is_record.ts";
import { CheckpointError } from "./checkpoint_error.ts";

/** What is written on a checkpoint. */
export interface CheckpointNote {
  /** Why it was made: before a turn, or before a restore. */
  readonly reason: "turn" | "restore";
  /** For people, one line. */
  readonly label: string;
  /** Which conversation it was made for. */
  readonly conversation: string;
  /** How many messages that had. */
  readonly messages: number;
  /** What these were, in few characters; empty: nobody knows. */
  readonly digest: string;
}

/** A checkpoint. */
export interface Checkpoint extends CheckpointNote {
  /** Of its commit, 40 hexadecimal digits. */
  readonly hash: string;
  readonly tree: string;
  /** Its name in the store. */
  readonly ref: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Where the names of checkpoints begin. */
export const REFS = "refs/tidegate/";
/** What git is to say of each, for {@linkcode readCheckpoints}. */
export const FORMAT = "%(objectname) %(tree) %(refname) %(contents:subject)";

const LABEL_CHARS = 120;

/** A note as a line. */
function writeNote({ label, ...note }: CheckpointNote): string {
  return JSON.stringify({ ...note, label: label.slice(0, LABEL_CHARS).toWellFormed() });
}

/**
 * What is to be said to `git fast-import`, so that there is a checkpoint: a commit without parents.
 *
 * @param made.replaced the name of one that goes with it
 */
export function importOf(
  made: { ref: string; tree: string; at: number; note: CheckpointNote; replaced?: string },
): string {
  const note = writeNote(made.note);
  const { length } = new TextEncoder().encode(note);
  const lines = [
    ...["feature done", `commit ${made.ref}`, "mark :1"],
    `committer tidegate <tidegate@localhost> ${Math.floor(made.at / 1_000)} +0000`,
    ...[`data ${length}`, note, `M 040000 ${made.tree} ""`, "get-mark :1"],
    ...made.replaced === undefined ? [] : [`reset ${made.replaced}`, `from ${"0".repeat(40)}`, ""],
    "done",
  ];
  return `${lines.join("\n")}\n`;
}

/** The name of a checkpoint that is made now: names sort by time, and none is used twice. */
export function refFor(at: number, random: string): string {
  return `${REFS}${String(at).padStart(14, "0")}-${random}`;
}

/** What git says of checkpoints, the newest first. What is none of ours is left out. */
export function readCheckpoints(output: string): Checkpoint[] {
  return output.split("\n").flatMap((line) => {
    const found = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (\S+\/(\d+)-\w+) (.*)$/.exec(line);
    if (found === null) return [];
    const [, hash = "", tree = "", ref = "", at = "", text = ""] = found;
    return [{ hash, tree, ref, at: Number(at), ...readNote(text) }];
  }).sort((a, b) => b.ref < a.ref ? -1 : 1);
}

function readNote(text: string): CheckpointNote {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Somebody has written into the store: what is kept counts, whatever is written on it.
  }
  const { reason, label, conversation, messages, digest } = isRecord(value) ? value : {};
  return {
    reason: reason === "restore" ? "restore" : "turn",
    label: typeof label === "string" ? label : "",
    conversation: typeof conversation === "string" ? conversation : "",
    messages: typeof messages === "number" ? messages : 0,
    digest: typeof digest === "string" ? digest : "",
  };
}

/** Digits up to which a number is one of the list; a hash of so few would hardly be meant. */
const NUMBER_DIGITS = 4;

/**
 * The checkpoint somebody means.
 *
 * @param name its number in the list, 1 for the newest, or its hash, or the beginning of that
 * @throws {CheckpointError}
 */
export function findCheckpoint(all: readonly Checkpoint[], name: string): Checkpoint {
  const wanted = name.trim().toLowerCase();
  if (all.length === 0) throw new CheckpointError("unknown", "there is no checkpoint yet");
  if (/^\d+$/.test(wanted) && wanted.length <= NUMBER_DIGITS) {
    const found = all[Number(wanted) - 1];
    if (found !== undefined) return found;
    const range = all.length === 1 ? "there is 1" : `there are 1 to ${all.length}`;
    throw new CheckpointError("unknown", `there is no checkpoint ${Number(wanted)}: ${range}`);
  }
  const found = /^[0-9a-f]{4,64}$/.test(wanted)
    ? all.filter(({ hash }) => hash.startsWith(wanted))
    : [];
  const [first] = found;
  // What was the same twice within a second is one commit by two names.
  if (first !== undefined && found.every(({ hash }) => hash === first.hash)) return first;
  const shown = wanted.slice(0, 80).toWellFormed();
  const why = found.length > 1 ? "several begin so" : "there is none of that hash or number";
  throw new CheckpointError("unknown", `no checkpoint "${shown}": ${why}`);
}
