/**
 * Runs programs for whoever asks: lines of shell, and the gateway's own command line.
 *
 * @module
 */
import type { Spawn, SpawnCommand } from "../agent/spawn.ts";
import { type ProgramOutcome, runProgram } from "../agent/bounded_program.ts";
import { hintFor, type OwnProgram } from "../commands/cli_words.ts";
import { dangerOf, MAX_COMMAND_CHARS } from "../commands/dangerous_command.ts";
import { exitCodeOf } from "../commands/exit_code.ts";
import { type ProgramLabel, RunningPrograms } from "../commands/running_programs.ts";
import type { Clock } from "../lib/clock.ts";
import { HeadText, TailText } from "../lib/kept_text.ts";
import { wireError, type WireErrorName } from "../protocol/errors.ts";
import type { Session } from "../session/session.ts";

/** What a desk works with. */
export interface ProgramDeskOptions {
  /** Missing: nothing can be run, which is said. */
  spawn: Spawn | undefined;
  /** Missing: there is no command line, which is said. */
  cli: OwnProgram | undefined;
  /** Variables that lines of shell do not get. */
  withheld: readonly string[];
  clock: Clock;
  /** Does something that ends with a session, with an interrupt of it, and with the gateway. */
  during<T>(session: Session | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** How a line of shell ended; `code` is that of {@linkcode exitCodeOf}. */
export interface ShellAnswer {
  stdout: string;
  stderr: string;
  code: number;
}

/** How a command of our own ended, or what to do instead. */
export interface CliAnswer {
  blocked: boolean;
  code: number;
  output: string;
  hint?: string;
}

/** Of PROTOCOL 3.8: seconds, and characters of the ends of both streams. */
const SHELL_SECONDS = 30;
const SHELL_STDOUT_CHARS = 4_000;
const SHELL_STDERR_CHARS = 2_000;
/** Of PROTOCOL 3.4. */
const CLI_SECONDS = 600;
const CLI_OUTPUT_CHARS = 48_000;
/** Above what a long listing has: a stream without end would take the gateway's time for half a minute. */
const FLOOD_BYTES = 16 * 1024 * 1024;

/** See the module. One for all sessions. */
export class ProgramDesk {
  readonly running: RunningPrograms;
  readonly #options: ProgramDeskOptions;

  constructor(options: ProgramDeskOptions) {
    this.#options = options;
    this.running = new RunningPrograms(options.clock);
  }

  /**
   * Runs a line of shell.
   *
   * @throws {RpcError} 4004 for a blank one, 4005 for a dangerous one, 5002 after 30 s, 5003 where it cannot
   * be run to its end
   */
  async shell(
    { command, cwd }: { command: string; cwd: string },
    session: Session | undefined,
  ): Promise<ShellAnswer> {
    if (command.trim() === "") throw wireError("emptyCommand");
    refuseDangerous(command);
    const env = Object.fromEntries(this.#options.withheld.map((name) => [name, undefined]));
    const where = cwd === "" ? {} : { cwd };
    const what = { command: "sh", args: ["-c", command], env, ...where };
    const outcome = await this.#run(what, { owner: session, command, cwd }, {
      seconds: SHELL_SECONDS,
      kept: [new TailText(SHELL_STDOUT_CHARS), new TailText(SHELL_STDERR_CHARS)],
      failed: "shellFailed",
    });
    if (outcome.kind !== "ended") throw cutShort(outcome, SHELL_SECONDS, shellFaults);
    const { stdout, stderr } = outcome;
    return { stdout, stderr, code: exitCodeOf(outcome) };
  }

  /**
   * Runs a command of the gateway's own command line.
   *
   * @throws {RpcError} 4003 for an `argv` that is no list of texts, 5016 after its time, 5017 where it cannot
   * be run to its end
   */
  async cli(argv: unknown, timeout: number): Promise<CliAnswer> {
    const words = argv ?? [];
    if (!isTexts(words)) throw wireError("badArgv");
    const { cli } = this.#options;
    // Without a command line everything is blocked still, and all else is a fault.
    const hint = hintFor(words, cli ?? { allowed: words.slice(0, 1) });
    if (hint !== undefined) return { blocked: true, code: -1, output: "", hint };
    if (cli === undefined) {
      throw wireError("cliFailed", "Cannot run the command: this gateway has no command line");
    }
    const seconds = Math.min(CLI_SECONDS, Math.max(1, timeout));
    const [command, ...before] = cli.command();
    const what = { command, args: [...before, ...words] };
    const label = { owner: undefined, command: ["tidegate", ...words].join(" "), cwd: "" };
    const outcome = await this.#run(what, label, {
      seconds,
      kept: [new HeadText(CLI_OUTPUT_CHARS), new HeadText(CLI_OUTPUT_CHARS)],
      failed: "cliFailed",
    });
    if (outcome.kind !== "ended") throw cutShort(outcome, seconds, cliFaults);
    const output = joined([outcome.stdout, outcome.stderr]).slice(0, CLI_OUTPUT_CHARS);
    return { blocked: false, code: exitCodeOf(outcome), output: output.toWellFormed() };
  }

  async #run(
    what: SpawnCommand,
    label: ProgramLabel & { owner: Session | undefined },
    { seconds, kept, failed }: {
      seconds: number;
      kept: Parameters<typeof runProgram>[1]["kept"];
      failed: WireErrorName;
    },
  ): Promise<ProgramOutcome> {
    const { spawn, clock, during } = this.#options;
    if (spawn === undefined) {
      throw wireError(failed, "Cannot run the command: this gateway starts no programs");
    }
    return await during(label.owner, (signal) =>
      runProgram(what, {
        spawn: this.running.listed(spawn, label),
        clock,
        signal,
        timeoutMs: seconds * 1_000,
        floodBytes: FLOOD_BYTES,
        kept,
      }));
  }
}

type Cut = Exclude<ProgramOutcome, { kind: "ended" }>;

const shellFaults = { timeout: "shellTimeout", other: "shellFailed" } as const;
const cliFaults = { timeout: "cliTimeout", other: "cliFailed" } as const;

function cutShort(
  outcome: Cut,
  seconds: number,
  { timeout, other }: { timeout: WireErrorName; other: WireErrorName },
): Error {
  if (outcome.kind === "unstartable") {
    return wireError(other, `Cannot run the command: ${outcome.why}`);
  }
  const why = {
    timeout: `the command was ended: it took longer than ${seconds} s`,
    interrupted: "the command was interrupted",
    flooded: "the command was ended: it wrote more than 16 MiB",
  }[outcome.kind];
  return wireError(outcome.kind === "timeout" ? timeout : other, why);
}

function refuseDangerous(command: string): void {
  if (command.length > MAX_COMMAND_CHARS) {
    const most = `${MAX_COMMAND_CHARS} characters`;
    throw wireError("shellFailed", `Cannot run the command: it is longer than ${most}`);
  }
  const danger = dangerOf(command);
  if (danger === undefined) return;
  if (danger.hardline) throw wireError("commandBlocked", `blocked (hardline): ${danger.why}`);
  const remedy = "have the agent do it, which asks first, or run it in a terminal";
  throw wireError("commandBlocked", `blocked: ${danger.why}; ${remedy}`);
}

function joined(texts: readonly string[]): string {
  return texts.map((text) => text.trimEnd()).filter((text) => text !== "").join("\n");
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((word) => typeof word === "string");
}
