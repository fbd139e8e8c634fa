/**
 * Runs a line of shell, bounded in time and output.
 *
 * @module
 */
import { type Spawn, type SpawnedProcess, SpawnError } from "../agent/spawn.ts";
import type { Clock } from "../lib/clock.ts";
import { withResolvers } from "../lib/with_resolvers.ts";

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
  const { spawn, clock, signal } = limits;
  if (signal.aborted) return { kind: "interrupted", output: "" };
  let child: SpawnedProcess;
  try {
    const where = cwd === "" ? {} : { cwd };
    child = await spawn({ command: "sh", args: ["-c", command, name, ...words], ...where });
  } catch (error) {
    if (error instanceof SpawnError) return { kind: "unstartable", why: error.message };
    throw error;
  }
  // What cannot be ended is not waited for.
  const stuck = withResolvers<never>();
  let cut: "timeout" | "interrupted" | "flooded" | undefined;
  const stop = (why: NonNullable<typeof cut>) => {
    cut ??= why;
    child.kill().catch(stuck.reject);
  };
  const interrupt = () => stop("interrupted");
  const timer = clock.after(SHELL_SECONDS * 1_000, () => stop("timeout"));
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  try {
    const flooded = () => stop("flooded");
    const reading = [readText(child.stdout, flooded), readText(child.stderr, flooded)];
    // Nobody types into it: what reads its input finds the end.
    const closing = child.stdin.close().catch(() => {});
    const { code, signal: by } = await Promise.race([child.ended, stuck.promise]);
    // Whatever it left behind may hold its pipes open.
    await child.kill();
    await closing;
    const output = joined(await Promise.all(reading));
    return cut === undefined ? { kind: "ended", code, signal: by, output } : { kind: cut, output };
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", interrupt);
  }
}

/** What a stream says, up to its end or the flood mark. A pipe that breaks has ended. */
async function readText(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onFlood: () => void,
): Promise<string> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let text = "";
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      // What is not shown is not kept.
      if (text.length <= SHELL_OUTPUT_CHARS) text += decoder.decode(value, { stream: true });
      if (bytes <= FLOOD_BYTES) continue;
      onFlood();
      await reader.cancel();
      break;
    }
  } catch {
    // It has been ended: what it said until then counts.
  }
  return text + decoder.decode();
}

function joined(texts: readonly string[]): string {
  const whole = texts.map((text) => text.trimEnd()).filter((text) => text !== "").join("\n");
  return whole.slice(0, SHELL_OUTPUT_CHARS).toWellFormed();
}
