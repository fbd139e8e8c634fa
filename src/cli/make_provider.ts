/**
 * From what is said of an agent to the agent.
 *
 * @module
 */
import { mayReadVariable } from "../adapters/environment.ts";
import type { AgentDescription, AgentProvider } from "../agent/agent.ts";
import type { IsolatedDeps } from "../agent/isolation/isolated_options.ts";
import type { Recipe } from "../agent/isolation/recipe.ts";
import { LAST_WORDS_MS } from "./agent_defaults.ts";
import { TIMEOUT_FLAGS } from "./agent_flags.ts";
import { keyReader } from "./agent_keys.ts";
import type { AgentMeans } from "./agent_means.ts";
import type { AgentConfig } from "./config_schema.ts";
import { UsageError } from "./exit_codes.ts";
import { CREDENTIAL_VARIABLES } from "./knobs.ts";

type ConfigOf<K extends AgentConfig["type"]> = Extract<AgentConfig, { type: K }>;

/**
 * Makes one agent. Loads the code of its kind only.
 *
 * @param name what it is called: on the wire, and in messages
 * @throws {UsageError} for a variable that may not be read
 * @throws {TypeError | RangeError} for what its kind does not take
 */
export async function makeProvider(
  name: string,
  agent: AgentConfig,
  means: AgentMeans,
): Promise<AgentProvider> {
  switch (agent.type) {
    case "echo": {
      const { echoProvider } = await import("../agent/echo_agent.ts");
      const echo = echoProvider(agent.pace_ms === undefined ? {} : { paceMs: agent.pace_ms });
      return { ...echo, name };
    }
    case "openai":
      return await makeOpenai(name, agent, means);
    case "acp":
      return await makeAcp(name, agent, means);
    case "module":
      return await makeModule(name, agent, means);
  }
}

async function makeOpenai(
  name: string,
  agent: ConfigOf<"openai">,
  means: AgentMeans,
): Promise<AgentProvider> {
  const { openaiProvider } = await import("../agent/openai_agent.ts");
  const { config, processes, keys, withheld = [], clock, logger } = means;
  const apiKeyName = agent.api_key_env ?? "OPENAI_API_KEY";
  if (agent.api_key_env !== undefined && !mayReadVariable(apiKeyName)) {
    throw new UsageError(
      `the key's variable: this run may not read the environment variable ${apiKeyName}; ` +
        `add deno's flag --allow-env=${apiKeyName}, or choose a name that begins with TIDEGATE_`,
    );
  }
  const { first_byte_timeout_s: firstByte, stall_timeout_s: stall } = agent;
  const options = {
    apiKeyName,
    timeoutNames: TIMEOUT_FLAGS,
    ...(agent.base_url === undefined ? {} : { baseUrl: agent.base_url }),
    ...(agent.model === undefined ? {} : { model: agent.model }),
    ...(agent.system_prompt === undefined ? {} : { systemPrompt: agent.system_prompt }),
    ...(agent.fast_tier === undefined ? {} : { fastTier: agent.fast_tier }),
    ...(firstByte === undefined ? {} : { firstByteTimeoutMs: firstByte * 1_000 }),
    ...(stall === undefined ? {} : { stallTimeoutMs: stall * 1_000 }),
    mcpServers: config.mcpServers,
    toolPolicy: config.tools,
    withheldVariables: withheld,
  };
  const deps = { readVariable: keyReader(keys), spawn: processes.spawn, clock, logger };
  const direct = { ...openaiProvider(options, deps), name };
  // What could keep the loop busy are tools.
  if (agent.isolate === "none" || config.mcpServers.length === 0) return direct;
  const { isolatedProvider } = await import("../agent/isolation/isolated_provider.ts");
  const isolated = isolatedProvider({
    recipe: { kind: "openai", options, ...keys === undefined ? {} : { keyFile: keys.path } },
    scope: "shared",
    name,
    description: direct.describe(),
  }, await isolation(means));
  // The worker told once; a key may be given later.
  const describe = () => ({
    ...isolated.describe(),
    configured: direct.describe().configured,
  });
  // What has no tools needs no worker.
  return { ...isolated, describe, ...(direct.oneshot && { oneshot: direct.oneshot }) };
}

/** Variables that tool servers get only if the configuration says so, and lines of shell never. */
export function secretVariables(agents: Readonly<Record<string, AgentConfig>>): string[] {
  const keys = Object.values(agents).map((agent) =>
    agent.type === "openai" ? agent.api_key_env ?? "OPENAI_API_KEY" : ""
  );
  return [...CREDENTIAL_VARIABLES, ...keys.filter((name) => name !== "")];
}

async function makeAcp(
  name: string,
  agent: ConfigOf<"acp">,
  means: AgentMeans,
): Promise<AgentProvider> {
  const { command, args, env, files, terminals, model, mode, auth_method: authMethod } = agent;
  const startTimeoutMs = agent.start_timeout_s * 1_000;
  const options = {
    ...{ name, command, args, env, files, terminals, startTimeoutMs },
    mcpServers: means.config.mcpServers,
    ...(model === undefined ? {} : { model }),
    ...(mode === undefined ? {} : { mode }),
    ...(authMethod === undefined ? {} : { authMethod }),
  };
  if (agent.isolate === "none") {
    const { acpProvider } = await import("../agent/acp/acp_agent.ts");
    const { fileAccess } = await import("../adapters/file_access.ts");
    return acpProvider(options, { spawn: means.processes.spawn, files: fileAccess });
  }
  // The protocol's library is for the worker: what is wrong with the options shows without it.
  const { acpDescription, resolveAcpOptions } = await import("../agent/acp/options.ts");
  const { isolatedProvider } = await import("../agent/isolation/isolated_provider.ts");
  return isolatedProvider({
    recipe: { kind: "acp", options } satisfies Recipe,
    scope: "session",
    name,
    description: acpDescription(resolveAcpOptions(options)),
    startTimeoutMs: startTimeoutMs + LAST_WORDS_MS,
  }, await isolation(means));
}

async function makeModule(
  name: string,
  agent: ConfigOf<"module">,
  means: AgentMeans,
): Promise<AgentProvider> {
  const { moduleUrl } = await import("../adapters/agent_worker.ts");
  const url = moduleUrl(agent.path);
  const description: AgentDescription = {
    model: "",
    provider: name,
    tools: {},
    skills: {},
    configured: true,
  };
  if (agent.isolate === "none") {
    const { loadModuleProvider } = await import("../agent/isolation/module_provider.ts");
    try {
      return await loadModuleProvider(url, { name, description });
    } catch (error) {
      throw new UsageError(error instanceof Error ? error.message : String(error));
    }
  }
  const { isolatedProvider } = await import("../agent/isolation/isolated_provider.ts");
  return isolatedProvider({
    recipe: { kind: "module", url },
    scope: "session",
    name,
    description,
    memoryMiB: agent.memory_mib,
    interruptGraceMs: agent.interrupt_grace_s * 1_000,
  }, await isolation(means));
}

async function isolation(
  { processes, self, print, clock, logger }: AgentMeans,
): Promise<IsolatedDeps> {
  const { agentWorkers } = await import("../adapters/agent_worker.ts");
  const startWorker = agentWorkers({
    spawn: processes.spawn,
    clock,
    ...(self && { program: [...self, "agent-worker"] }),
  });
  return { startWorker, keeper: await processes.guard(), print, clock, logger };
}
