/**
 * @module
 */
import { type CommandOptions, resolveCommandOptions } from "../gateway/command_options.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { AgentMeans } from "./agent_means.ts";
import { UsageError } from "./exit_codes.ts";

/**
 * The slash commands of the configuration. Loads the code of those there are only.
 *
 * @throws {UsageError} for a command that makes no sense
 */
export async function commandOptions(
  { config, processes, self, clock, logger }: AgentMeans,
): Promise<CommandOptions> {
  const { quickCommands: quick, skills, commands: modules } = config;
  const { spawn } = processes;
  const options: CommandOptions = { quick: quick as CommandOptions["quick"] & object, spawn };
  if (skills.length > 0) {
    const { skillFiles } = await import("../adapters/skill_files.ts");
    options.skills = skillFiles(skills);
  }
  if (modules.length > 0) {
    const { userCommandRunners } = await import("../adapters/slash_command.ts");
    const program = self && { program: [...self, "slash-worker"] };
    options.createRunner = userCommandRunners({ spawn, clock, logger, modules, ...program });
  }
  try {
    resolveCommandOptions(options);
  } catch (error) {
    throw new UsageError(errorMessage(error).replace(/^Cannot create a gateway: /, ""));
  }
  return options;
}
