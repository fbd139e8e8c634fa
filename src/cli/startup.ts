/**
 * What every command that runs a gateway does first.
 *
 * @module
 */
import { crashLogPath, writeCrashLog } from "../adapters/crash_log.ts";
import { LineQueue } from "../adapters/stdio_line_queue.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { readKnobs } from "../lib/env.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import { version } from "../protocol/version.ts";
import { forgetVariables, readVariable } from "./environment.ts";
import { StartError } from "./exit_codes.ts";
import type { GatewayFlags } from "./flags.ts";
import { CREDENTIAL_VARIABLES, KNOBS, type Settings } from "./knobs.ts";
import { configureLog } from "./log_setup.ts";
import { ProcessLife } from "./process_life.ts";

/** The process as a command finds it. */
export interface Startup {
  /** Settings from the environment. */
  settings: Settings;
  clock: Clock;
  logger: Logger;
  /** Lines on stderr, where the log goes too. */
  lines: LineQueue;
  life: ProcessLife;
}

// How long log lines may wait for a slow reader when a start has failed.
const LAST_LINES_MS = 250;

/**
 * Runs a command in a process that is set up for it: the environment read, the log open, and a fault
 * that nobody handles ending the process with its stack kept.
 *
 * @param options.logLevel where neither flag nor environment names one
 * @throws {StartError} what `run` throws of that kind, once the log has been written
 */
export async function withStartup(
  options: { flags: GatewayFlags; logLevel: "info" | "warning" },
  run: (startup: Startup) => Promise<void>,
): Promise<void> {
  const startup = startUp(options);
  try {
    await run(startup);
  } catch (error) {
    if (!(error instanceof StartError)) return await startup.life.crash("the start failed", error);
    const { lines, life } = startup;
    // A signal came first: it says why, and once is enough.
    if (life.isEnding) return await life.left;
    await lines.flush(LAST_LINES_MS);
    throw error;
  }
}

function startUp(
  { flags, logLevel }: { flags: GatewayFlags; logLevel: "info" | "warning" },
): Startup {
  const warnings: string[] = [];
  const settings = readKnobs(KNOBS, readVariable, (message) => warnings.push(message));
  forgetVariables(CREDENTIAL_VARIABLES);
  const clock = systemClock;
  const lines = new LineQueue({ write: (bytes) => Deno.stderr.write(bytes), clock });
  const life = new ProcessLife({
    clock,
    lines,
    graceMs: settings.shutdownGrace * 1_000,
    exit: Deno.exit,
    keepCrash: (entry) => keepCrash(settings.crashLog, entry),
    about: `tidegate ${version}, deno ${Deno.version.deno}, ${Deno.build.target}, pid ${Deno.pid}`,
  });
  crashOnFaults(life);
  configureLog(lines, flags.logLevel ?? settings.logLevel ?? logLevel);
  const logger = logtapeLogger();
  for (const message of warnings) logger.warn(message);
  return { settings, clock, logger, lines, life };
}

function keepCrash(configured: string | undefined, entry: string) {
  const path = configured ?? crashLogPath({ os: Deno.build.os, get: readVariable });
  if (path === undefined) {
    return { kind: "failed", problem: "no crash log: set TIDEGATE_CRASH_LOG to a file" } as const;
  }
  return writeCrashLog(path, entry);
}

function crashOnFaults(life: ProcessLife): void {
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    void life.crash("uncaught exception", event.error ?? event.message);
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    void life.crash("unhandled rejection", event.reason);
  });
}
