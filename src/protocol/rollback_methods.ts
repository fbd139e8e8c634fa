/**
 * Contracts of checkpoints: what a session's folder was before each turn, and the way back.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note } from "./notes.ts";
import { liveId } from "./session_methods.ts";

const hash = note(
  z.union([z.string(), z.number()]).nullish(),
  "a checkpoint: its hash, the beginning of that, or its number; blank: 4014",
);

/** `rollback.list` */
export const rollbackList = contract({
  name: "rollback.list",
  summary: "the checkpoints of a session's folder, the newest first",
  lane: "background",
  readOnly: true,
  params: z.object({ session_id: liveId }),
  result: z.object({
    enabled: note(z.boolean(), "whether checkpoints are made in this folder"),
    checkpoints: z.array(z.object({
      hash: note(z.string(), "40 hexadecimal digits"),
      number: note(z.number().int(), "its place in this list, from 1"),
      timestamp: note(z.string(), "when it was made: ISO 8601, of Universal Time"),
      message: note(z.string(), "what it was made before, for people"),
      reason: note(z.enum(["turn", "restore"]), "before what it was made"),
    })),
    reason: note(z.string().optional(), "why checkpoints are not enabled"),
  }),
});

/** `rollback.diff` */
export const rollbackDiff = contract({
  name: "rollback.diff",
  summary: "what has changed in a session's folder since a checkpoint; not for observers",
  lane: "background",
  params: z.object({ session_id: liveId, hash }),
  result: z.object({
    stat: note(z.string(), "a line for each file, and one for all; empty: nothing has changed"),
    diff: note(z.string(), "a unified diff, from the checkpoint to now, 256 KiB at most"),
    rendered: note(
      z.string().optional(),
      "the diff as terminals show it, where windows asked for renderings",
    ),
    truncated: note(z.boolean(), "whether the diff is only the beginning"),
  }),
});

/** `rollback.restore` */
export const rollbackRestore = contract({
  name: "rollback.restore",
  summary: "makes a folder and its conversation what they were at a checkpoint, or one file",
  lane: "background",
  params: z.object({
    session_id: liveId,
    hash,
    file_path: note(
      z.string().nullish(),
      "one file in the folder, to restore that alone, also while a turn runs; the conversation stays",
    ),
  }),
  result: z.object({
    success: z.boolean(),
    restored_to: note(z.string().optional(), "the hash of the checkpoint"),
    reason: note(z.string().optional(), "what was restored, for people"),
    undo: note(z.string().optional(), "the hash of a checkpoint that takes it back"),
    history_removed: note(
      z.number().int().optional(),
      "messages that were taken back; missing: only a file was restored",
    ),
    error: note(z.string().optional(), "why nothing was restored"),
  }),
});
