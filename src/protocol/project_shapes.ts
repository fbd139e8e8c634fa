/**
 * What `projects.tree` is made of.
 *
 * @module
 */
import { z } from "zod";
import { note, shape } from "./notes.ts";

const seconds = note(z.number(), "seconds since the epoch");

const session = shape(
  "ProjectSession",
  z.object({
    id: note(z.string(), "the stored id"),
    _lineage_root_id: note(z.string(), "the first stored id the conversation had"),
    parent_session_id: z.string().nullable(),
    title: z.string(),
    preview: note(z.string(), "the beginning of the first prompt"),
    started_at: seconds,
    ended_at: note(z.number().nullable(), "seconds since the epoch; null: it has not ended"),
    last_active: seconds,
    source: z.string(),
    archived: z.literal(false),
    message_count: z.number(),
    tool_call_count: note(z.number(), "0: nobody counts them"),
    input_tokens: note(z.number(), "0: they are not kept"),
    output_tokens: note(z.number(), "0: they are not kept"),
    model: z.string(),
    is_active: z.literal(false),
    cwd: z.string(),
    git_branch: z.string(),
    git_repo_root: z.string(),
  }),
  "a conversation in the tree of projects",
);

/** See {@linkcode session}. */
export type ProjectSession = z.infer<typeof session>;

/** A project with what is in it. */
export const projectTreeNode = shape(
  "ProjectTree",
  z.object({
    id: note(z.string(), "of a project nobody made: its root"),
    label: z.string(),
    path: z.string().nullable(),
    color: z.string().nullable(),
    icon: z.string().nullable(),
    isAuto: note(z.boolean(), "whether nobody made it"),
    sessionCount: z.number(),
    lastActive: seconds,
    repos: z.array(z.object({
      id: z.string(),
      label: z.string(),
      path: z.string(),
      sessionCount: z.number(),
      groups: note(
        z.array(z.object({
          id: z.string(),
          label: z.string(),
          path: z.string(),
          isMain: note(z.boolean(), "of the main checkout"),
          isKanban: note(z.boolean(), "of checkouts that a board of tasks made"),
          sessionCount: z.number(),
          sessions: note(z.array(session), "empty in an overview"),
        })),
        "branches of the main checkout, and the other checkouts",
      ),
    })),
    previewSessions: note(z.array(session), "the newest, in an overview"),
  }),
  "a project with what is in it",
);
