/**
 * @module
 */
import process from "node:process";
import { readVariable } from "../adapters/environment.ts";
import { userPath } from "../adapters/user_path.ts";
import { type CommandOptions, resolveCommandOptions } from "../gateway/command_options.ts";
import type { ConfigDesk } from "../gateway/config_desk.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { AgentMeans } from "./agent_means.ts";
import type { SkillSource } from "../commands/skill_source.ts";
import { Plugins } from "./plugins.ts";
import { UsageError } from "./exit_codes.ts";
import { ownCommand } from "./own_command.ts";

/**
 * The slash commands of the configuration. Loads the code of those there are only.
 *
 * @throws {UsageError} for a command that makes no sense
 */
export async function commandOptions(
  { config, processes, self, withheld = [], clock, logger }: AgentMeans,
  desk: ConfigDesk | undefined,
): Promise<CommandOptions> {
  const { quickCommands: quick, skills, commands: modules } = config;
  const { spawn } = processes;
  const cli = ownCommand(self);
  const options: CommandOptions = {
    quick: quick as CommandOptions["quick"] & object,
    spawn,
    ...cli === undefined ? {} : { cli },
    withheld,
  };
  // As with keys, beside the usual configuration, whichever is in use.
  const own = userPath("config", "skills", { os: process.platform, get: readVariable });
  if (skills.length > 0 || own !== undefined) options.skills = skillSource(skills, own);
  if (modules.length > 0) {
    const { userCommandRunners } = await import("../adapters/slash_command.ts");
    const plugins = new Plugins(modules, desk);
    options.plugins = () => plugins.list();
    if (desk !== undefined) options.switchPlugin = (name, on) => plugins.switch(name, on);
    const program = self && { program: [...self, "slash-worker"] };
    const loaded = () => plugins.loaded;
    options.createRunner = userCommandRunners({
      spawn,
      clock,
      logger,
      modules: loaded,
      ...program,
    });
  }
  try {
    resolveCommandOptions(options);
  } catch (error) {
    throw new UsageError(errorMessage(error).replace(/^Cannot create a gateway: /, ""));
  }
  return options;
}

/** Read when somebody asks for commands first: what does it is loaded then. */
function skillSource(folders: readonly string[], own: string | undefined): SkillSource {
  const source = async () => (await import("../adapters/skill_files.ts")).skillFiles(folders, own);
  return {
    read: async () => await (await source()).read(),
    ...(own && { install: async (path) => await (await source()).install?.(path) ?? "" }),
  };
}
