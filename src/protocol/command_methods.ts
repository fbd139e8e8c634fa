/**
 * Contracts of slash commands and skills.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { liveId } from "./session_methods.ts";
import { orElse } from "./shapes.ts";

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
    /** With or without the slash. */
    command: orElse(z.string(), ""),
  }),
  result: z.union([
    dispatched,
    z.object({
      output: z.string(),
      /** Why something was not done. */
      warning: z.string().optional(),
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
    /** One that is unknown is as none. */
    session_id: z.string().nullish(),
    name: orElse(z.string(), ""),
    arg: orElse(z.string(), ""),
  }),
  result: dispatched,
});

/** `command.resolve` */
export const commandResolve = contract({
  name: "command.resolve",
  summary: "the one name, the description and the category of a command",
  lane: "inline",
  readOnly: true,
  params: z.object({ name: orElse(z.string(), ""), session_id: z.string().nullish() }),
  result: z.object({ canonical: z.string(), description: z.string(), category: z.string() }),
});

const pair = z.tuple([z.string(), z.string()]);

/** `commands.catalog` */
export const commandsCatalog = contract({
  name: "commands.catalog",
  summary: "slash commands for completion and help",
  lane: "inline",
  readOnly: true,
  params: z.object({
    /** Whose agent's commands to list. Missing: those of all sessions the caller watches. */
    session_id: z.string().nullish(),
  }),
  result: z.object({
    pairs: z.array(pair),
    sub: z.record(z.string(), z.array(z.string())),
    canon: z.record(z.string(), z.string()),
    categories: z.array(z.object({ name: z.string(), pairs: z.array(pair) })),
    skill_count: z.number(),
    warning: z.string(),
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
    /** For a human. */
    output: z.string(),
    result: z.object({
      count: z.number(),
      added: z.array(z.string()),
      removed: z.array(z.string()),
    }),
  }),
});

/** `skills.manage` */
export const skillsManage = contract({
  name: "skills.manage",
  summary: "lists, searches or shows skills",
  lane: "background",
  readOnly: true,
  params: z.object({
    /** `list`, `search` or `inspect`. */
    action: orElse(z.string(), "list"),
    query: orElse(z.string(), ""),
  }),
  result: z.union([
    z.object({ skills: z.record(z.string(), z.array(z.string())) }),
    z.object({ results: z.array(skill) }),
    z.object({ info: skill.extend({ path: z.string(), body: z.string() }) }),
  ]),
});
