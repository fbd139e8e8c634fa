/**
 * What a gateway can be told about slash commands.
 *
 * @module
 */
import type { Spawn } from "../agent/spawn.ts";
import type { OwnProgram } from "../commands/cli_words.ts";
import type { CreateRunner } from "../commands/command_runner.ts";
import {
  type QuickCommand,
  type QuickCommands,
  readQuickCommands,
} from "../commands/quick_command.ts";
import type { SkillSource } from "../commands/skill_source.ts";
import { errorMessage } from "../lib/error_text.ts";

/** A module that users have added, as clients list it. */
export interface PluginFacts {
  /** What people call it. */
  name: string;
  /** Empty where none is told. */
  version: string;
  /** One line. */
  description: string;
  /** Who added it: `user`. */
  source: string;
  /** `enabled`, `disabled`, or what is wrong with it. */
  status: string;
}

/** Tells which modules there are. What it throws is logged, and the client is told to look there. */
export type ListPlugins = () => readonly PluginFacts[] | Promise<readonly PluginFacts[]>;

/**
 * Puts a module of commands on or off, for whatever is loaded from then on.
 *
 * @throws {ConfigError} saying why that cannot be kept
 */
export type SwitchPlugin = (name: string, enabled: boolean) => void;

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
  /** Starts the shell of quick commands and of `shell.exec`, and what `cli.exec` runs. */
  spawn?: Spawn;
  /** The gateway's own command line, for `cli.exec`. Missing: there is none, and `cli.exec` says so. */
  cli?: OwnProgram;
  /** Variables that lines of `shell.exec` do not get. Default: none. */
  withheld?: readonly string[];
  /** Tells which modules of commands there are. Default: none. */
  plugins?: ListPlugins;
  /** Puts them on and off. Missing: that is done elsewhere, and `plugins.manage` says so. */
  switchPlugin?: SwitchPlugin;
}

/** {@linkcode CommandOptions}, checked. */
export interface ResolvedCommandOptions {
  quick: QuickCommands;
  skills: SkillSource | undefined;
  createRunner: CreateRunner | undefined;
  maxRunners: number;
  spawn: Spawn | undefined;
  cli: OwnProgram | undefined;
  withheld: readonly string[];
  plugins: ListPlugins | undefined;
  switchPlugin: SwitchPlugin | undefined;
}

const known = [
  "quick",
  "skills",
  "createRunner",
  "maxRunners",
  "spawn",
  "plugins",
  "switchPlugin",
  "cli",
  "withheld",
];

/**
 * Fills in defaults.
 *
 * @throws {TypeError} naming the option that is wrong, and why
 */
export function resolveCommandOptions(given: CommandOptions = {}): ResolvedCommandOptions {
  const { quick = {}, skills, createRunner, maxRunners = 32, spawn, plugins } = given;
  const { cli, withheld = [], switchPlugin } = given;
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw fault(name, "there is no such option");
  }
  for (
    const [name, value] of Object.entries({
      createRunner,
      spawn,
      plugins,
      switchPlugin,
      "skills.read": skills?.read,
    })
  ) {
    const missing = value === undefined && (name !== "skills.read" || skills === undefined);
    if (!missing && typeof value !== "function") throw fault(name, "expected function");
  }
  if (!Number.isInteger(maxRunners) || maxRunners < 1) {
    throw fault("maxRunners", "expected a whole number, 1 or more");
  }
  if (!isTexts(withheld)) throw fault("withheld", "expected a list of names");
  if (cli !== undefined && !(typeof cli.command === "function" && isTexts(cli.allowed))) {
    throw fault("cli", "expected {command, allowed}, a function and a list of texts");
  }
  const commands = checkedQuick(quick);
  const program = [...commands].find(([, { type }]) => type === "exec");
  if (program !== undefined && spawn === undefined) {
    throw fault("spawn", `missing, and quick command "${program[0]}" runs a program`);
  }
  const loaded = { plugins, switchPlugin };
  return { quick: commands, skills, createRunner, maxRunners, spawn, cli, withheld, ...loaded };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
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
