/**
 * Runs a line of shell, bounded in time and output.
 *
 * @module
 */
import type { Spawn } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import { HeadText } from "../lib/kept_text.ts";
import { runProgram } from "../agent/bounded_program.ts";

/** What is to run. */
export interface ShellCommand {
  /** What a POSIX shell reads. */
  command: string;
  /** The shell's `$0`, for its messages. */
  name: string;
  /** Its `$1`, `$2`, …: never read as code. */
  words: readonly string[];
  /** Empty: the gateway's. */
  cwd: string;
}

/** What it runs with. */
export interface ShellLimits {
  spawn: Spawn;
  clock: Clock;
  /** Ends it. */
  signal: AbortSignal;
}

/** How it ended; what it wrote, to stdout and then to stderr, at most 4,000 characters. */
export type ShellOutcome =
  | { kind: "ended"; code: number | null; signal: string | null; output: string }
  | { kind: "timeout" | "interrupted" | "flooded"; output: string }
  /** It did not begin. `why` is for the user. */
  | { kind: "unstartable"; why: string };

/** Seconds a command may run; PROTOCOL 3.4. */
export const SHELL_SECONDS = 30;
/** Characters of output that are shown; PROTOCOL 3.4. */
export const SHELL_OUTPUT_CHARS = 4_000;
/** Bytes read of each stream before a command is ended: a flood would only cost time. */
const FLOOD_BYTES = 1024 * 1024;

/** Runs it, and resolves when nothing of it is left. What it leaves running in the background ends too. */
export async function runShell(what: ShellCommand, limits: ShellLimits): Promise<ShellOutcome> {
  const { command, name, words, cwd } = what;
  const where = cwd === "" ? {} : { cwd };
  const program = { command: "sh", args: ["-c", command, name, ...words], ...where };
  // One more than is shown: a blank at the very end is trimmed away where nothing follows it.
  const head = () => new HeadText(SHELL_OUTPUT_CHARS + 1);
  const outcome = await runProgram(program, {
    ...limits,
    timeoutMs: SHELL_SECONDS * 1_000,
    floodBytes: FLOOD_BYTES,
    kept: [head(), head()],
  });
  if (outcome.kind === "unstartable") return outcome;
  const { stdout, stderr, ...how } = outcome;
  return { ...how, output: joined([stdout, stderr]) };
}

function joined(texts: readonly string[]): string {
  const whole = texts.map((text) => text.trimEnd()).filter((text) => text !== "").join("\n");
  return whole.slice(0, SHELL_OUTPUT_CHARS).toWellFormed();
}
