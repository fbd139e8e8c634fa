/**
 * What every command that runs a gateway does first.
 *
 * @module
 */
import process from "node:process";
import { crashLogPath, writeCrashLog } from "../adapters/crash_log.ts";
import { forgetVariables, readVariable } from "../adapters/environment.ts";
import { LineQueue } from "../adapters/stdio_line_queue.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { readKnobs } from "../lib/env.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import { version } from "../protocol/version.ts";
import { StartError } from "./exit_codes.ts";
import type { Host } from "./host.ts";
import type { GatewayFlags } from "./flags.ts";
import { CREDENTIAL_VARIABLES, KNOBS, type Settings } from "./knobs.ts";
import { configureLog } from "./log_setup.ts";
import { LAST_LINES_MS, ProcessLife } from "./process_life.ts";

/** The process as a command finds it. */
export interface Startup {
  host: Host;
  /** Settings from the environment. */
  settings: Settings;
  clock: Clock;
  logger: Logger;
  /** Lines on stderr, where the log goes too. */
  lines: LineQueue;
  life: ProcessLife;
}

/** How a command is started. */
export interface StartOptions {
  host: Host;
  flags: GatewayFlags;
  /** Where neither flag nor environment names one. */
  logLevel: "info" | "warning";
}

/**
 * Runs a command in a process that is set up for it: the environment read, the log open, and a fault
 * that nobody handles ending the process with its stack kept.
 *
 * @throws {StartError} what `run` throws of that kind, once the log has been written
 */
export async function withStartup(
  options: StartOptions,
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
  { host, flags, logLevel }: StartOptions,
): Startup {
  const warnings: string[] = [];
  const settings = readKnobs(KNOBS, readVariable, (message) => warnings.push(message));
  forgetVariables(CREDENTIAL_VARIABLES);
  const clock = systemClock;
  const lines = new LineQueue({ write: host.writeErrors, clock });
  const life = new ProcessLife({
    clock,
    lines,
    graceMs: settings.shutdownGrace * 1_000,
    exit: (code) => process.exit(code),
    keepCrash: (entry) => keepCrash(settings.crashLog, entry),
    about: `tidegate ${version}, ${host.about}, pid ${process.pid}`,
  });
  crashOnFaults(life);
  configureLog(lines, flags.logLevel ?? settings.logLevel ?? logLevel);
  const logger = logtapeLogger();
  for (const message of warnings) logger.warn(message);
  return { host, settings, clock, logger, lines, life };
}

function keepCrash(configured: string | undefined, entry: string) {
  const path = configured ?? crashLogPath({ os: process.platform, get: readVariable });
  if (path === undefined) {
    return { kind: "failed", problem: "no crash log: set TIDEGATE_CRASH_LOG to a file" } as const;
  }
  return writeCrashLog(path, entry);
}

function crashOnFaults(life: ProcessLife): void {
  process.on("uncaughtException", (error) => void life.crash("uncaught exception", error));
  process.on("unhandledRejection", (reason) => void life.crash("unhandled rejection", reason));
}
