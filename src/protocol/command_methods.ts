/**
 * Contracts of slash commands and skills.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { liveId } from "./session_methods.ts";
import { orElse } from "./shapes.ts";
import { note } from "./notes.ts";

/** Built-in commands that change nothing, whatever stands behind them: observers may call them. */
export const lookingCommands: readonly string[] = [
  "help",
  "status",
  "usage",
  "agents",
  "tools",
  "update",
];

function looks(command: unknown): boolean {
  if (typeof command !== "string") return false;
  const [name = ""] = command.trim().replace(/^\//, "").split(/\s/, 1);
  return lookingCommands.includes(name.toLowerCase());
}

/** What a client does with a command: PROTOCOL 3.4. */
export const dispatched = z.discriminatedUnion("type", [
  /** It has been carried out. */
  z.object({ type: z.literal("exec"), output: z.string() }),
  /** It stands for another, without the slash: the client runs that, with the same words behind it. */
  z.object({ type: z.literal("alias"), target: z.string() }),
  /** A command of the user's own has been carried out. */
  z.object({ type: z.literal("plugin"), output: z.string() }),
  /** The client submits the message. */
  z.object({ type: z.literal("skill"), message: z.string(), name: z.string() }),
  /** The same. */
  z.object({ type: z.literal("send"), message: z.string(), notice: z.string().optional() }),
  /** The client puts the message where the user writes. */
  z.object({ type: z.literal("prefill"), message: z.string(), notice: z.string() }),
]);
/** See {@linkcode dispatched}. */
export type Dispatched = z.infer<typeof dispatched>;

/** `slash.exec` */
export const slashExec = contract({
  name: "slash.exec",
  summary: "carries out a slash command of a session; answers its output, or as command.dispatch",
  lane: "background",
  readOnly: ({ command }) => looks(command),
  params: z.object({
    session_id: liveId,
    command: note(orElse(z.string(), ""), "with or without the slash"),
  }),
  result: z.union([
    dispatched,
    z.object({
      output: note(z.string(), "for people"),
      warning: note(z.string().optional(), "why something was not done"),
    }),
  ]),
});

/** `command.dispatch` */
export const commandDispatch = contract({
  name: "command.dispatch",
  summary: "carries out a command, or says what the client is to do with it",
  lane: "background",
  readOnly: ({ name }) => looks(name),
  params: z.object({
    session_id: note(z.string().nullish(), "one that is unknown is as none"),
    name: note(orElse(z.string(), ""), "the command, without the slash"),
    arg: note(orElse(z.string(), ""), "what stands behind it"),
  }),
  result: dispatched,
});

/** `command.resolve` */
export const commandResolve = contract({
  name: "command.resolve",
  summary: "the one name, the description and the category of a command",
  lane: "inline",
  readOnly: true,
  params: z.object({
    name: note(orElse(z.string(), ""), "a command, or another name of one"),
    session_id: note(z.string().nullish(), "whose agent's commands count too"),
  }),
  result: z.object({
    canonical: note(z.string(), "its one name"),
    description: z.string(),
    category: z.string(),
  }),
});

const pair = z.tuple([z.string(), z.string()]);

/** `commands.catalog` */
export const commandsCatalog = contract({
  name: "commands.catalog",
  summary: "slash commands for completion and help",
  lane: "inline",
  readOnly: true,
  params: z.object({
    session_id: note(
      z.string().nullish(),
      "whose agent's commands to list; missing: those of all sessions the caller watches",
    ),
  }),
  result: z.object({
    pairs: note(z.array(pair), "every command with its description"),
    sub: note(
      z.record(z.string(), z.array(z.string())),
      "what may stand behind a command, by command",
    ),
    canon: note(z.record(z.string(), z.string()), "the one name of a command, by its other names"),
    categories: note(
      z.array(z.object({ name: z.string(), pairs: z.array(pair) })),
      "the same commands by category",
    ),
    skill_count: note(z.number(), "how many of them are skills"),
    warning: note(z.string(), "what could not be read; empty: all is well"),
  }),
});

const skill = z.object({ name: z.string(), description: z.string() });

/** `skills.reload` */
export const skillsReload = contract({
  name: "skills.reload",
  summary: "reads the skills anew",
  lane: "background",
  params: z.object({}),
  result: z.object({
    output: note(z.string(), "for a human"),
    result: z.object({
      count: note(z.number(), "all skills"),
      added: z.array(z.string()),
      removed: z.array(z.string()),
    }),
  }),
});

/** `skills.manage` */
export const skillsManage = contract({
  name: "skills.manage",
  summary: "lists, searches, shows or installs skills",
  lane: "background",
  readOnly: ({ action }) => action !== "install",
  params: z.object({
    action: note(
      orElse(z.string(), "list"),
      "`list`, `search`, `browse`, `inspect`, or `install`, which is no observer's",
    ),
    query: note(
      orElse(z.string(), ""),
      "what to search or browse, the name of the skill to inspect, the path of the one to install",
    ),
    page: note(orElse(z.number().int().min(1), 1), "of browse, counted from 1"),
  }),
  result: z.union([
    z.object({
      skills: note(z.record(z.string(), z.array(z.string())), "names by category: of list"),
    }),
    z.object({ results: note(z.array(skill), "of search") }),
    z.object({
      items: note(z.array(skill), "of browse, 20 a page"),
      page: z.number().int(),
      total: note(z.number().int(), "skills on all pages"),
      total_pages: z.number().int(),
    }),
    z.object({ installed: note(z.literal(true), "of install"), name: z.string() }),
    z.object({ info: note(skill.extend({ path: z.string(), body: z.string() }), "of inspect") }),
  ]),
});
