/**
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import type { StartMessage } from "../agent/isolation/agent_host.ts";
import { loadModuleProvider } from "../agent/isolation/module_provider.ts";
import type { Spawn } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { readVariable } from "./environment.ts";
import { KeyFile } from "./key_file.ts";
import type { Guard } from "./process_guard.ts";

/** What recipes are followed with. */
export interface RecipeDeps {
  /** Watches over the processes that agents start. Default: one of its own. */
  guard: Guard | undefined;
  clock: Clock;
  logger: Logger;
}

/**
 * Makes what a recipe says, in this very process. Loads the code of that one kind only.
 *
 * @throws {AgentError} for a module that is no agent
 * @throws {TypeError | RangeError} for options that make no sense
 */
export async function loadRecipe(
  { recipe, name, description }: Pick<StartMessage, "recipe" | "name" | "description">,
  deps: RecipeDeps,
): Promise<AgentProvider> {
  switch (recipe.kind) {
    case "module":
      return await loadModuleProvider(recipe.url, { name, description });
    case "acp": {
      const { acpProvider } = await import("../agent/acp/acp_agent.ts");
      const { fileAccess } = await import("./file_access.ts");
      return await withProcesses(
        deps,
        (spawn) => acpProvider(recipe.options, { spawn, files: fileAccess }),
      );
    }
    case "openai": {
      const { openaiProvider } = await import("../agent/openai_agent.ts");
      const { clock, logger } = deps;
      const keys = recipe.keyFile === undefined ? undefined : new KeyFile(recipe.keyFile);
      const lookUp = (name: string) => keys?.get(name) ?? readVariable(name);
      return await withProcesses(
        deps,
        (spawn) => openaiProvider(recipe.options, { spawn, readVariable: lookUp, clock, logger }),
      );
    }
  }
}

/** A provider whose processes end with it, also those it forgot. */
async function withProcesses(
  { guard, clock, logger }: RecipeDeps,
  make: (spawn: Spawn) => AgentProvider,
): Promise<AgentProvider> {
  const { ChildProcesses } = await import("./child_processes.ts");
  const processes = new ChildProcesses({ clock, logger, ...(guard && { guard }) });
  const provider = make(processes.spawn);
  return {
    name: provider.name,
    ...(provider.tools && { tools: provider.tools }),
    describe: () => provider.describe(),
    create: (context, signal) => provider.create(context, signal),
    async close() {
      try {
        await provider.close?.();
      } finally {
        await processes.close();
      }
    },
  };
}
