/**
 * What may stand in the configuration file.
 *
 * @module
 */
import { z } from "zod";
import { agentDefaults } from "./agent_defaults.ts";
import { baseUrlFault } from "../agent/openai_options.ts";
import { settingMembers } from "./settings_schema.ts";

/** What agents, servers and commands are called: it stands in flags, in params and behind a slash. */
const name = z.string().regex(
  /^[A-Za-z0-9][\w.-]{0,63}$/,
  "expected a name of letters, digits, dots, dashes and underscores",
);
const words = z.record(z.string(), z.string()).default({});
const isolate = z.enum(["worker", "none"]);
const seconds = z.number().min(0.001).max(86_400);

const acp = z.strictObject({
  type: z.literal("acp"),
  /** The program, by name or path. */
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  /** Further environment variables. */
  env: words,
  /** What it may do with files through the gateway. */
  files: z.enum(["off", "read", "write"]).default(agentDefaults.acp.files),
  /** Whether it may run commands through the gateway. */
  terminals: z.boolean().default(agentDefaults.acp.terminals),
  model: z.string().optional(),
  mode: z.string().optional(),
  /** Id of the way to sign in, where the agent wants that. */
  auth_method: z.string().min(1).optional(),
  start_timeout_s: seconds.default(agentDefaults.acp.start_timeout_s),
  isolate: isolate.default(agentDefaults.acp.isolate),
});

const openai = z.strictObject({
  type: z.literal("openai"),
  base_url: z.string().refine((text) => baseUrlFault(text) === undefined, {
    error: "expected an http(s) URL without a user name, such as http://127.0.0.1:11434/v1",
  }).optional(),
  model: z.string().optional(),
  /** The name of the variable that holds the key, never the key. */
  api_key_env: z.string().regex(/^[A-Za-z_]\w*$/, "expected the name of a variable").optional(),
  system_prompt: z.string().optional(),
  /** The `service_tier` of fast mode, such as `priority`; missing: there is no fast mode. */
  fast_tier: z.string().min(1).max(64).optional(),
  first_byte_timeout_s: seconds.optional(),
  stall_timeout_s: seconds.optional(),
  /** Where it runs if there are tool servers; without any it needs no worker. */
  isolate: isolate.default(agentDefaults.openai.isolate),
});

const module = z.strictObject({
  type: z.literal("module"),
  /** A TypeScript or JavaScript file; a relative path counts from the configuration file. */
  path: z.string().min(1),
  isolate: isolate.default(agentDefaults.module.isolate),
  memory_mib: z.number().int().min(32).max(65_536).default(agentDefaults.module.memory_mib),
  interrupt_grace_s: seconds.default(agentDefaults.module.interrupt_grace_s),
});

const echo = z.strictObject({
  type: z.literal("echo"),
  pace_ms: z.number().min(0).optional(),
});

const agent = z.discriminatedUnion("type", [acp, openai, module, echo]);
/** An agent of the file. */
export type AgentConfig = z.output<typeof agent>;

const mcpServer = z.union([
  z.strictObject({
    command: z.string().min(1),
    args: z.array(z.string()).default([]),
    env: words,
  }),
  z.strictObject({ url: z.url({ protocol: /^https?$/ }), headers: words }),
], { error: "expected command, args and env, or url and headers" });

const permission = z.enum(["ask", "allow", "never"]);

const quickCommand = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("exec"),
    /** Read by a shell, in the session's folder. */
    command: z.string().min(1),
    description: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal("alias"),
    /** Another command, without the slash, with arguments if need be. */
    target: z.string().min(1),
    description: z.string().optional(),
  }),
]);

/** What the members of {@linkcode settingMembers} have in them, as far as others depend on it. */
interface Settings {
  defaults?: { personality?: string };
}

/** The whole file. */
export const configSchema = z.strictObject({
  /** The usual agent: one of `agents`, or `echo` or `openai`. */
  agent: name.optional(),
  agents: z.record(name, agent).default({}),
  mcp_servers: z.record(name, mcpServer).default({}),
  tools: z.strictObject({
    /** For every tool that no list names. */
    otherwise: permission.default("ask"),
    /** `*` stands for any characters. */
    allow: z.array(z.string()).default([]),
    never: z.array(z.string()).default([]),
  }).prefault({}),
  quick_commands: z.record(name, quickCommand).default({}),
  /** Seconds a question of each kind waits for its answer. */
  question_timeouts_s: z.strictObject({
    clarify: seconds.optional(),
    approval: seconds.optional(),
    sudo: seconds.optional(),
    secret: seconds.optional(),
    terminal_read: seconds.optional(),
  }).default({}),
  /** Folders with markdown files. */
  skills: z.array(z.string().min(1)).default([]),
  /** Files with commands in TypeScript. */
  commands: z.array(z.string().min(1)).default([]),
  /** Of these, the names of files that are not loaded. */
  commands_off: z.array(z.string().min(1).max(256)).default([]),
  /** What front ends set: `display`, `defaults` of new sessions, `approvals`. */
  ...settingMembers(),
  /** What `llm.oneshot` asks of a model, by names; `{diff}` stands for the variable `diff`. */
  oneshot_templates: z.record(name, z.string().trim().min(1).max(32_768)).default({}),
  /** How agents can be told to be, by names that front ends choose from. */
  personalities: z.record(name, z.string().trim().min(1).max(32_768)).default({}),
}).superRefine((file, { addIssue }) => {
  const { personalities, defaults } = file as Settings & typeof file;
  const chosen = defaults?.personality;
  if (chosen === undefined || Object.hasOwn(personalities, chosen)) return;
  const path = ["defaults", "personality"];
  addIssue({ code: "custom", path, message: `there is none of that name in "personalities"` });
});

/** The file as it was read: defaults filled in, paths and variables as they stand there. */
export type ConfigDocument = z.output<typeof configSchema>;
