/**
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { mayReadVariable, readVariable } from "./environment.ts";
import { UsageError } from "./exit_codes.ts";
import type { GatewayFlags } from "./flags.ts";
import type { Settings } from "./knobs.ts";

/** Flag → the only agent it means something to. */
const AGENT_FLAGS = {
  pace: ["--pace", "echo"],
  baseUrl: ["--base-url", "openai"],
  model: ["--model", "openai"],
  systemPrompt: ["--system-prompt", "openai"],
  apiKeyEnv: ["--api-key-env", "openai"],
  firstByteTimeout: ["--first-byte-timeout", "openai"],
  stallTimeout: ["--stall-timeout", "openai"],
} as const satisfies { [F in keyof GatewayFlags]?: readonly [flag: string, agent: string] };

/** Says at the start what would otherwise be found out by the first prompt. */
export function warnIfUnconfigured(provider: AgentProvider, logger: Logger): void {
  if (provider.describe().configured) return;
  logger.warn(
    `The ${provider.name} agent cannot answer yet: name a model with --model, and put the key ` +
      `where --api-key-env says if the server asks for one`,
  );
}

/**
 * Makes the agents that flags and environment ask for. Loads the code of that one only.
 *
 * @throws {UsageError} for a flag of another agent, or one the agent does not take
 */
export async function createProvider(
  flags: GatewayFlags,
  settings: Settings,
): Promise<AgentProvider> {
  const agent = flags.agent ?? settings.agent;
  refuseForeignFlags(flags, agent);
  try {
    return agent === "echo" ? await createEcho(flags) : await createOpenai(flags, settings);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new UsageError(errorMessage(error));
  }
}

function refuseForeignFlags(flags: GatewayFlags, agent: string): void {
  for (const [key, [flag, owner]] of Object.entries(AGENT_FLAGS)) {
    if (flags[key as keyof typeof AGENT_FLAGS] === undefined || owner === agent) continue;
    throw new UsageError(
      `option '${flag}' means nothing to the ${agent} agent: add --agent ${owner}, or leave it out`,
    );
  }
}

async function createEcho(flags: GatewayFlags): Promise<AgentProvider> {
  const { echoProvider } = await import("../agent/echo_agent.ts");
  return echoProvider(flags.pace === undefined ? {} : { paceMs: flags.pace });
}

async function createOpenai(flags: GatewayFlags, settings: Settings): Promise<AgentProvider> {
  const { openaiProvider } = await import("../agent/openai_agent.ts");
  const apiKeyName = flags.apiKeyEnv ?? "OPENAI_API_KEY";
  if (flags.apiKeyEnv !== undefined && !mayReadVariable(apiKeyName)) {
    throw new UsageError(
      `option '--api-key-env': this run may not read the environment variable ${apiKeyName}; ` +
        `add deno's flag --allow-env=${apiKeyName}, or choose a name that begins with TIDEGATE_`,
    );
  }
  const model = flags.model ?? settings.model;
  const { systemPrompt, firstByteTimeout, stallTimeout } = flags;
  return openaiProvider({
    apiKeyName,
    apiKey: () => readVariable(apiKeyName),
    baseUrl: flags.baseUrl ?? settings.baseUrl,
    timeoutNames: {
      firstByte: AGENT_FLAGS.firstByteTimeout[0],
      stall: AGENT_FLAGS.stallTimeout[0],
    },
    ...(model === undefined ? {} : { model }),
    ...(systemPrompt === undefined ? {} : { systemPrompt }),
    ...(firstByteTimeout === undefined ? {} : { firstByteTimeoutMs: firstByteTimeout * 1_000 }),
    ...(stallTimeout === undefined ? {} : { stallTimeoutMs: stallTimeout * 1_000 }),
  });
}
