/**
 * Which flags belong to which kind of agent.
 *
 * @module
 */
import { agentDefaults } from "./agent_defaults.ts";
import type { AgentConfig } from "./config_schema.ts";
import { UsageError } from "./exit_codes.ts";
import type { GatewayFlags } from "./flags.ts";
import type { Settings } from "./knobs.ts";
import { programPath } from "./program_path.ts";

/** Kinds of agents; each is also the name of one that flags describe. */
export const BUILT_IN = ["echo", "openai", "acp", "module"] as const;
/** See {@linkcode BUILT_IN}. */
export type AgentKind = typeof BUILT_IN[number];

/** Flag → how it is written, and the kinds it means something to. */
const AGENT_FLAGS = {
  pace: ["--pace", "echo"],
  baseUrl: ["--base-url", "openai"],
  model: ["--model", "openai", "acp"],
  systemPrompt: ["--system-prompt", "openai"],
  apiKeyEnv: ["--api-key-env", "openai"],
  firstByteTimeout: ["--first-byte-timeout", "openai"],
  stallTimeout: ["--stall-timeout", "openai"],
  isolate: ["--isolate", "acp", "module", "openai"],
  files: ["--files", "acp"],
  terminals: ["--terminals", "acp"],
} as const satisfies {
  [F in keyof GatewayFlags]?: readonly [flag: string, ...kinds: AgentKind[]];
};

const ONE_FILE = "the module agent needs one file: tidegate serve --agent module ./agent.ts";

/** How the flags of the two time-outs are written, for messages. */
export const TIMEOUT_FLAGS = {
  firstByte: AGENT_FLAGS.firstByteTimeout[0],
  stall: AGENT_FLAGS.stallTimeout[0],
};

/** @throws {UsageError} for a flag, or words behind the flags, that mean nothing to the agent */
export function refuseForeignFlags(flags: GatewayFlags, kind: AgentKind): void {
  for (const [key, [flag, ...kinds]] of Object.entries(AGENT_FLAGS)) {
    if (flags[key as keyof typeof AGENT_FLAGS] === undefined) continue;
    if ((kinds as readonly AgentKind[]).includes(kind)) continue;
    throw new UsageError(
      `option '${flag}' means nothing to the ${kind} agent: add --agent ${
        kinds[0]
      }, or leave it out`,
    );
  }
  const { command } = flags;
  if (kind === "module" && command !== undefined && command.length > 1) {
    throw new UsageError(ONE_FILE);
  }
  if (command === undefined || kind === "acp" || kind === "module") return;
  throw new UsageError(
    `there is nothing to do with "${
      command.join(" ")
    }": add --agent acp to run it as an agent, or ` +
      "leave it out",
  );
}

/** Members of an agent's configuration that flags give; they win over the file. */
export function flagsFor(kind: AgentKind, flags: GatewayFlags): Record<string, unknown> {
  const { command } = flags;
  const given: Record<AgentKind, Record<string, unknown>> = {
    echo: { pace_ms: flags.pace },
    openai: {
      base_url: flags.baseUrl,
      model: flags.model,
      system_prompt: flags.systemPrompt,
      api_key_env: flags.apiKeyEnv,
      first_byte_timeout_s: flags.firstByteTimeout,
      stall_timeout_s: flags.stallTimeout,
      isolate: flags.isolate,
    },
    acp: {
      command: command?.[0] === undefined ? undefined : programPath(command[0]),
      args: command?.slice(1),
      model: flags.model,
      files: flags.files,
      terminals: flags.terminals,
      isolate: flags.isolate,
    },
    module: { path: command?.[0], isolate: flags.isolate },
  };
  const members = Object.entries(given[kind]).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members);
}

/**
 * An agent that flags alone describe, with what the environment has for it.
 *
 * @throws {UsageError} for an agent that nobody said how to run
 */
export function fromFlags(
  kind: AgentKind,
  flags: GatewayFlags,
  settings: Pick<Settings, "model" | "baseUrl">,
): AgentConfig {
  const own = flagsFor(kind, flags);
  switch (kind) {
    case "echo":
      return { type: "echo", ...own };
    case "openai": {
      const { model, baseUrl } = settings;
      return {
        type: "openai",
        ...agentDefaults.openai,
        ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
        ...(model === undefined ? {} : { model }),
        ...own,
      };
    }
    case "acp":
      if (flags.command !== undefined) {
        return { type: "acp", ...agentDefaults.acp, command: "", args: [], env: {}, ...own };
      }
      throw new UsageError(
        "the acp agent needs the agent's program behind --: tidegate serve --agent acp -- codex-acp",
      );
    case "module":
      if (flags.command !== undefined) {
        return { type: "module", ...agentDefaults.module, path: "", ...own };
      }
      throw new UsageError(ONE_FILE);
  }
}
