/**
 * Contracts of what windows have kept for them as files: long pastes, and how a turn was split up.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note } from "./notes.ts";

const drawer = note(
  z.string().nullish(),
  "any word of the caller's own; no live session is looked up by it",
);

const time = (what: string) => note(z.unknown().optional(), `${what}, in seconds; kept as it is`);

/** `paste.collapse` */
export const pasteCollapse = contract({
  name: "paste.collapse",
  summary: "puts a long paste into a file, and answers what stands for it in a prompt",
  lane: "background",
  params: z.object({ text: note(z.unknown().optional(), "the paste; blank: 4004") }),
  result: z.object({
    placeholder: note(z.string(), "one line that names the file"),
    path: note(z.string(), "the file, for an agent to read"),
    lines: note(z.number().int(), "how many lines it has"),
  }),
});

/** `spawn_tree.save` */
export const spawnTreeSave = contract({
  name: "spawn_tree.save",
  summary: "keeps what a window has seen of the agents a turn was given on to",
  lane: "background",
  params: z.object({
    session_id: drawer,
    subagents: note(z.unknown().optional(), "a list, kept as it is; none: 4000"),
    started_at: time("when the turn began"),
    finished_at: time("when it ended"),
    label: note(z.unknown().optional(), "for people, 120 characters of it"),
  }),
  result: z.object({
    path: note(z.string(), "what spawn_tree.load takes"),
    session_id: note(z.string(), "as it was given"),
  }),
});

/** `spawn_tree.list` */
export const spawnTreeList = contract({
  name: "spawn_tree.list",
  summary: "what spawn_tree.save has kept, the newest first",
  lane: "background",
  readOnly: true,
  params: z.object({
    session_id: drawer,
    limit: note(z.unknown().optional(), "how many at most; 50 unless told, 256 are kept"),
    cross_session: note(z.unknown().optional(), "true: those of every session_id"),
  }),
  result: z.object({
    entries: z.array(z.object({
      path: z.string(),
      session_id: z.string(),
      started_at: note(z.number().nullable(), "in seconds"),
      finished_at: note(z.number().nullable(), "in seconds"),
      label: z.string(),
      count: note(z.number().int(), "how many agents it tells of"),
    })),
  }),
});

/** `spawn_tree.load` */
export const spawnTreeLoad = contract({
  name: "spawn_tree.load",
  summary: "one of those, all of it",
  lane: "background",
  readOnly: true,
  params: z.object({
    path: note(z.unknown().optional(), "as spawn_tree.list gave it; none: 4000"),
  }),
  result: z.object({
    session_id: z.string(),
    started_at: note(z.number().nullable(), "in seconds"),
    finished_at: note(z.number().nullable(), "in seconds"),
    label: z.string(),
    count: z.number().int(),
    subagents: z.array(z.unknown()),
  }),
});
