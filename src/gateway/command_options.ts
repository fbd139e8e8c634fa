/**
 * What a gateway can be told about slash commands.
 *
 * @module
 */
import type { Spawn } from "../agent/spawn.ts";
import type { CreateRunner } from "../commands/command_runner.ts";
import {
  type QuickCommand,
  type QuickCommands,
  readQuickCommands,
} from "../commands/quick_command.ts";
import type { SkillSource } from "../commands/skill_source.ts";
import { errorMessage } from "../lib/error_text.ts";

/** Slash commands beside the built-in ones and those of agents. Default: none. */
export interface CommandOptions {
  /** Quick commands by name. Those of type `exec` need `spawn`. */
  quick?: Readonly<Record<string, QuickCommand>>;
  /** Where skills are read from. */
  skills?: SkillSource;
  /** Makes the runner of a session's user commands. */
  createRunner?: CreateRunner;
  /** Runners at once; one more takes the place of the longest idle. Default 32. */
  maxRunners?: number;
  /** Starts the shell of quick commands. */
  spawn?: Spawn;
}

/** {@linkcode CommandOptions}, checked. */
export interface ResolvedCommandOptions {
  quick: QuickCommands;
  skills: SkillSource | undefined;
  createRunner: CreateRunner | undefined;
  maxRunners: number;
  spawn: Spawn | undefined;
}

const known = ["quick", "skills", "createRunner", "maxRunners", "spawn"];

/**
 * Fills in defaults.
 *
 * @throws {TypeError} naming the option that is wrong, and why
 */
export function resolveCommandOptions(given: CommandOptions = {}): ResolvedCommandOptions {
  const { quick = {}, skills, createRunner, maxRunners = 32, spawn } = given;
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw fault(name, "there is no such option");
  }
  for (
    const [name, value] of Object.entries({ createRunner, spawn, "skills.read": skills?.read })
  ) {
    const missing = value === undefined && (name !== "skills.read" || skills === undefined);
    if (!missing && typeof value !== "function") throw fault(name, "expected function");
  }
  if (!Number.isInteger(maxRunners) || maxRunners < 1) {
    throw fault("maxRunners", "expected a whole number, 1 or more");
  }
  const commands = checkedQuick(quick);
  const program = [...commands].find(([, { type }]) => type === "exec");
  if (program !== undefined && spawn === undefined) {
    throw fault("spawn", `missing, and quick command "${program[0]}" runs a program`);
  }
  return { quick: commands, skills, createRunner, maxRunners, spawn };
}

function checkedQuick(quick: Readonly<Record<string, unknown>>): QuickCommands {
  try {
    return readQuickCommands(quick);
  } catch (error) {
    throw fault("quick", errorMessage(error));
  }
}

function fault(name: string, why: string): TypeError {
  return new TypeError(`Cannot create a gateway: option "commands.${name}": ${why}`);
}
