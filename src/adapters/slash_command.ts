/**
 * How slash workers are started on this machine.
 *
 * @module
 */
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import { redactCommand } from "../agent/redact_command.ts";
import type { Spawn, SpawnCommand } from "../agent/spawn.ts";
import type { CreateRunner, RunnerFacts } from "../commands/command_runner.ts";
import { slashRunners } from "../commands/slash_runner.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { gatewayTokens } from "./gateway_tokens.ts";
import { ownProgram } from "./own_program.ts";

/** What user commands are run with. */
export interface UserCommandOptions {
  spawn: Spawn;
  clock: Clock;
  logger: Logger;
  /** Files of commands, absolute: a worker works in the folder of its session. Asked for each worker. */
  modules: readonly string[] | (() => readonly string[]);
  /** Milliseconds a command may take, the start of its worker included. Default 45,000. */
  timeoutMs?: number;
  /**
   * The program that is a slash worker, and the arguments before the worker's own. Default: this
   * runtime, on Deno with all permissions: what users write for themselves may do what they may.
   */
  program?: readonly string[];
  /** Variables that workers do not get. Default {@linkcode secretVariables}. */
  without?: readonly string[];
}

/** Variables that hold what is not for the commands of users. */
export const secretVariables: readonly string[] = [
  ...gatewayTokens,
  "OPENAI_API_KEY",
  "ANTHROPIC_API_KEY",
  "OPENROUTER_API_KEY",
];

/** Makes what runs user commands: one process a session that uses them. */
export function userCommandRunners(options: UserCommandOptions): CreateRunner {
  const { spawn, clock, logger, timeoutMs = 45_000 } = options;
  return slashRunners({
    spawn,
    clock,
    logger,
    timeoutMs,
    command: (facts) => slashCommand(facts, options),
    plain: stripVTControlCharacters,
    redact: redactCommand,
  });
}

/** The command that starts the worker of a session. */
export function slashCommand(
  { storedId, cwd, model }: RunnerFacts,
  { modules, program = ownWorker(), without = secretVariables }: Pick<
    UserCommandOptions,
    "modules" | "program" | "without"
  >,
): SpawnCommand {
  const [command = "", ...before] = program;
  return {
    command,
    args: [
      ...before,
      // As one word each: no model's name is taken for a flag.
      `--session-key=${storedId}`,
      `--parent-pid=${process.pid}`,
      ...model === "" ? [] : [`--model=${model}`],
      ...(typeof modules === "function" ? modules() : modules).map((path) => `--module=${path}`),
    ],
    ...cwd === "" ? {} : { cwd },
    env: {
      ...Object.fromEntries(without.map((name) => [name, undefined])),
      HERMES_SESSION_KEY: storedId,
      HERMES_INTERACTIVE: "1",
    },
  };
}

// Deno without a configuration: whose folder it is started in has no say in how it is read.
function ownWorker(): string[] {
  const denoFlags = ["--no-config", "--no-lock", "--allow-all"];
  return ownProgram("slash_worker_main", { denoFlags });
}
