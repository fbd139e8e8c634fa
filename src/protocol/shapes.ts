/**
 * Shapes that several methods and events share.
 *
 * @module
 */
import { z } from "zod";
import { note, noted, shape } from "./notes.ts";

/** A member that may be missing or `null`, which both mean `fallback`. */
export function orElse<S extends z.ZodType>(
  schema: S,
  fallback: z.output<S>,
): z.ZodType<z.output<S>, z.input<S> | null | undefined> {
  return noted(schema.nullish().transform((value) => value ?? fallback), { fallback });
}

/** A message as it is shown: what history, create and activate answer. */
export const displayMessage = shape(
  "Message",
  z.union([
    z.object({
      role: z.enum(["user", "assistant", "system"]),
      text: z.string(),
      reasoning: note(z.string().optional(), "what the model thought before it said this"),
    }),
    z.object({
      role: z.literal("tool"),
      name: z.string(),
      context: note(z.string(), "what the call is about, in a few words"),
      tool_id: note(z.string().optional(), "of its events; this and the rest only where asked for"),
      args: note(z.record(z.string(), z.unknown()).optional(), "what it was called with"),
      result: note(z.unknown().optional(), "as tool.complete told it, cut where it is very long"),
      summary: note(z.string().optional(), "what came of it, in a few words"),
      duration_s: note(z.number().optional(), "seconds"),
      inline_diff: note(z.string().optional(), "what it changed in files, as unified diffs"),
    }),
  ]),
  "a message of a conversation as it is shown",
);
/** See {@linkcode displayMessage}. */
export type DisplayMessage = z.infer<typeof displayMessage>;

/** What a window may do: a `controller` everything, an `observer` sees everything and changes nothing. */
export type Role = "controller" | "observer";
/** See {@linkcode Role}. */
export const role: z.ZodType<Role> = shape(
  "Role",
  z.enum(["controller", "observer"]),
  "what a window may do: a controller everything, an observer sees everything and changes nothing",
);

/** One window on a session. */
export const seat = shape(
  "Viewer",
  z.object({
    id: note(z.string(), "the connection's own; unique while the gateway runs"),
    role,
    transport: z.enum(["websocket", "stdio"]),
    since: note(z.number(), "when it came, in seconds since the epoch"),
  }),
  "one window on a session",
);
/** See {@linkcode seat}. */
export type Seat = z.infer<typeof seat>;

/** Tokens used by a session so far. */
export const usage = shape(
  "Usage",
  z.object({
    model: z.string().optional(),
    calls: note(z.number(), "requests to the model so far"),
    input: note(z.number(), "tokens given to the model"),
    output: note(z.number(), "tokens it answered with"),
    reasoning: note(z.number().optional(), "of those, tokens of its reasoning"),
    prompt: note(z.number().optional(), "as input"),
    completion: note(z.number().optional(), "output and reasoning"),
    total: note(z.number(), "all tokens"),
    context_used: note(z.number().optional(), "tokens of the context that are taken"),
    context_max: note(z.number().optional(), "tokens the context holds"),
    context_percent: note(z.number().optional(), "how full the context is, 0 to 100"),
    active_subagents: note(
      z.number().int().optional(),
      "sub-agents at work, as far as the agent tells of them; only what session.usage answers has it",
    ),
    compressions: note(z.number().optional(), "how often older messages became a summary"),
  }),
  "tokens used by a session so far",
);
/** See {@linkcode usage}. */
export type UsageShape = z.infer<typeof usage>;

/** One of several things to choose from. */
const choice = shape(
  "Choice",
  z.object({
    id: note(z.string(), "what is sent to choose it"),
    name: note(z.string(), "for people"),
    description: z.string().optional(),
  }),
  "one of several things to choose from",
);

/** How it stands with one server of tools. */
const mcpServer = shape(
  "ToolServer",
  z.object({
    name: z.string(),
    transport: z.enum(["stdio", "http"]),
    tools: note(z.number().int(), "how many tools it has"),
    connected: z.boolean(),
    disabled: note(z.boolean(), "all its tools are taken off"),
    status: z.enum(["idle", "connecting", "connected", "failed"]),
    error: note(z.string().optional(), "what is wrong with it"),
  }),
  "how it stands with one server of tools",
);

/**
 * What a client shows of a session. The terminal UI ends with an exception when `model`, `tools` or
 * `skills` is missing, so all three are there from the first moment.
 */
export const sessionInfo = shape(
  "SessionInfo",
  z.object({
    model: z.string(),
    provider: note(z.string(), "the name of the agent"),
    reasoning_effort: z.string(),
    service_tier: z.string(),
    fast: z.boolean(),
    yolo: note(z.boolean(), "whether the agent runs commands without asking"),
    tools: note(z.record(z.string(), z.array(z.string())), "names of tools by toolset"),
    skills: note(z.record(z.string(), z.array(z.string())), "names of skills by category"),
    cwd: note(z.string(), "the folder the agent works in"),
    branch: note(z.string(), "the branch of git there; empty where there is none"),
    personality: z.string(),
    running: note(z.boolean(), "whether a turn runs"),
    title: z.string(),
    desktop_contract: note(z.number().int(), "what a desktop client checks first: at least 2"),
    version: note(z.string(), "of the gateway"),
    release_date: z.string(),
    update_behind: note(
      z.number().int().nullable(),
      "releases behind the newest; null: nobody has looked",
    ),
    update_command: z.string(),
    usage,
    profile_name: z.string(),
    mcp_servers: note(z.array(mcpServer), "servers the agent has tools from"),
    system_prompt: z.string(),
    mode: note(z.string().optional(), "only of agents that have modes: the id of the one it is in"),
    modes: z.array(choice).optional(),
    models: note(z.array(choice).optional(), "only of agents that tell which models they offer"),
    config_warning: note(
      z.string().optional(),
      "only in the session.info that an agent which was built has caused: what is wrong with the " +
        "configuration, for people",
    ),
    lazy: note(z.literal(true).optional(), "present and true until the agent has been built"),
  }),
  "what a client shows of a session",
);
/** See {@linkcode sessionInfo}. */
export type SessionInfo = z.infer<typeof sessionInfo>;

/** Colours and words a client dresses itself in. Empty members mean: the client's own. */
export const skin = shape(
  "Skin",
  z.object({
    name: z.string(),
    colors: z.record(z.string(), z.string()),
    branding: z.record(z.string(), z.string()),
    banner_logo: z.string(),
    banner_hero: z.string(),
    tool_prefix: z.string(),
    help_header: z.string(),
  }),
  "colours and words a client dresses itself in; an empty member means the client's own",
);
/** See {@linkcode skin}. */
export type Skin = z.infer<typeof skin>;
