/**
 * The agents a command serves: who they are is told by flags, the environment and the configuration.
 *
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import type { AgentConfig } from "./config_schema.ts";
import type { Config } from "./config_document.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { AgentMeans } from "./agent_means.ts";
import { BUILT_IN, flagsFor, fromFlags, refuseForeignFlags } from "./agent_flags.ts";
import { UsageError } from "./exit_codes.ts";
import type { GatewayFlags } from "./flags.ts";
import { makeProvider, secretVariables } from "./make_provider.ts";

/** The agents of a gateway. */
export interface Agents {
  /** Who answers where nobody is asked for by name. */
  provider: AgentProvider;
  /** The others, by the names the configuration gives them. */
  agents: Record<string, AgentProvider>;
  /** Variables that hold keys of any of them. */
  withheld: readonly string[];
}

/**
 * Makes the agents. Loads the code of those there are only.
 *
 * @throws {UsageError} for an agent there is none of, a flag of another agent, or what one does not take
 */
export async function createAgents(flags: GatewayFlags, given: AgentMeans): Promise<Agents> {
  const { config } = given;
  const { name, own } = usualAgent(flags, given);
  // Also of the one that flags describe, which is in no file.
  const withheld = secretVariables({ ...config.agents, [name]: own });
  const means = { ...given, withheld };
  const provider = await make(name, own, means);
  const agents: Record<string, AgentProvider> = {};
  for (const [each, agent] of Object.entries(config.agents)) {
    if (each !== name) agents[each] = await make(each, agent, means);
  }
  return { provider, agents, withheld };
}

/**
 * Who answers where nobody is asked for by name, as the flags, the environment and the configuration say it
 * together.
 *
 * @throws {UsageError} for an agent there is none of, or a flag of another agent
 */
export function usualAgent(
  flags: GatewayFlags,
  { config, settings }: Pick<AgentMeans, "config" | "settings">,
): { name: string; own: AgentConfig } {
  const name = flags.agent ?? settings.agent ?? config.agent ?? "echo";
  const configured = config.agents[name];
  const type = configured?.type ?? BUILT_IN.find((each) => each === name);
  if (type === undefined) throw new UsageError(unknownAgent(name, config, flags));
  refuseForeignFlags(flags, type);
  const own = configured === undefined
    ? fromFlags(type, flags, settings)
    : { ...configured, ...flagsFor(configured.type, flags) } as AgentConfig;
  return { name, own };
}

async function make(name: string, agent: AgentConfig, means: AgentMeans): Promise<AgentProvider> {
  try {
    return await makeProvider(name, agent, means);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new UsageError(errorMessage(error));
  }
}

function unknownAgent(name: string, config: Config, flags: GatewayFlags): string {
  const known = [...BUILT_IN, ...Object.keys(config.agents)].join(", ");
  const from = flags.agent === undefined ? "the agent" : "option '--agent'";
  return `${from}: there is no "${name}"; give one of ${known}, or add it to the configuration`;
}
