/**
 * Shapes that several methods and events share.
 *
 * @module
 */
import { z } from "zod";

/** A member that may be missing or `null`, which both mean `fallback`. */
export function orElse<S extends z.ZodType>(
  schema: S,
  fallback: z.output<S>,
): z.ZodType<z.output<S>, z.input<S> | null | undefined> {
  return schema.nullish().transform((value) => value ?? fallback);
}

/** A message as it is shown: what history, create and activate answer. */
export const displayMessage = z.union([
  z.object({
    role: z.enum(["user", "assistant", "system"]),
    text: z.string(),
    reasoning: z.string().optional(),
  }),
  z.object({ role: z.literal("tool"), name: z.string(), context: z.string() }),
]);
/** See {@linkcode displayMessage}. */
export type DisplayMessage = z.infer<typeof displayMessage>;

/** What a window may do: a `controller` everything, an `observer` sees everything and changes nothing. */
export type Role = "controller" | "observer";
/** See {@linkcode Role}. */
export const role: z.ZodType<Role> = z.enum(["controller", "observer"]);

/** One window on a session. */
export const seat = z.object({
  /** The connection's own; unique while the gateway runs. */
  id: z.string(),
  role,
  transport: z.enum(["websocket", "stdio"]),
  /** When it came, in seconds since the epoch. */
  since: z.number(),
});
/** See {@linkcode seat}. */
export type Seat = z.infer<typeof seat>;

/** Tokens used by a session so far. */
export const usage = z.object({
  model: z.string().optional(),
  calls: z.number(),
  input: z.number(),
  output: z.number(),
  reasoning: z.number().optional(),
  prompt: z.number().optional(),
  completion: z.number().optional(),
  total: z.number(),
  context_used: z.number().optional(),
  context_max: z.number().optional(),
  context_percent: z.number().optional(),
  compressions: z.number().optional(),
});
/** See {@linkcode usage}. */
export type UsageShape = z.infer<typeof usage>;

/** One of several things to choose from. */
const choice = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
});

/** How it stands with one server of tools. */
const mcpServer = z.object({
  name: z.string(),
  transport: z.enum(["stdio", "http"]),
  /** How many tools it has. */
  tools: z.number().int(),
  connected: z.boolean(),
  /** All its tools are taken off. */
  disabled: z.boolean(),
  status: z.enum(["idle", "connecting", "connected", "failed"]),
  /** What is wrong with it. */
  error: z.string().optional(),
});

/**
 * What a client shows of a session. The terminal UI ends with an exception when `model`, `tools` or
 * `skills` is missing, so all three are there from the first moment.
 */
export const sessionInfo = z.object({
  model: z.string(),
  provider: z.string(),
  reasoning_effort: z.string(),
  service_tier: z.string(),
  fast: z.boolean(),
  yolo: z.boolean(),
  tools: z.record(z.string(), z.array(z.string())),
  skills: z.record(z.string(), z.array(z.string())),
  cwd: z.string(),
  branch: z.string(),
  personality: z.string(),
  running: z.boolean(),
  title: z.string(),
  desktop_contract: z.number().int(),
  version: z.string(),
  release_date: z.string(),
  /** Releases behind the newest; null: nobody has looked. */
  update_behind: z.number().int().nullable(),
  update_command: z.string(),
  usage,
  profile_name: z.string(),
  mcp_servers: z.array(mcpServer),
  system_prompt: z.string(),
  /** Only of agents that have modes. */
  mode: z.string().optional(),
  modes: z.array(choice).optional(),
  /** Only of agents that tell which models they offer. */
  models: z.array(choice).optional(),
  /** Present and true until the agent has been built. */
  lazy: z.literal(true).optional(),
});
/** See {@linkcode sessionInfo}. */
export type SessionInfo = z.infer<typeof sessionInfo>;

/** Colours and words a client dresses itself in. Empty members mean: the client's own. */
export const skin = z.object({
  name: z.string(),
  colors: z.record(z.string(), z.string()),
  branding: z.record(z.string(), z.string()),
  banner_logo: z.string(),
  banner_hero: z.string(),
  tool_prefix: z.string(),
  help_header: z.string(),
});
/** See {@linkcode skin}. */
export type Skin = z.infer<typeof skin>;
