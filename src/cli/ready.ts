/**
 * Telling whoever started the process that it listens now, and where.
 *
 * @module
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { crashLogPath } from "../adapters/crash_log.ts";
import { readVariable } from "../adapters/environment.ts";
import { writeAll, type WriteSome } from "../adapters/stdio_write.ts";
import type { Clock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { isForbidden } from "../lib/is_forbidden.ts";
import { UsageError } from "./exit_codes.ts";

/** What is announced. */
export interface Announcement {
  port: number;
  readyPrefix: string;
  readyFile: string | undefined;
  /** The link that signs a browser in. */
  url: string;
}

/**
 * Announces a server that listens: the ready file, then one line for programs, then one for people.
 * Launchers read the lines one by one, so they are written straight and whole.
 *
 * @throws {UsageError} if the ready file cannot be written
 */
export async function announce(
  { port, readyPrefix, readyFile, url }: Announcement,
  { write, clock, logger }: { write: WriteSome; clock: Clock; logger: Logger },
): Promise<void> {
  if (readyFile !== undefined) writeReadyFile(readyFile, port);
  const lines = [`${readyPrefix} port=${port}`, `Tidegate listens. Open ${url} (works once)`];
  try {
    for (const line of lines) {
      await writeAll(new TextEncoder().encode(`${line}\n`), { write, clock });
    }
  } catch (error) {
    // A launcher may close our stdout and take the port from the ready file.
    logger.warn(`Cannot announce port ${port} on stdout: ${errorMessage(error)}`);
  }
}

/**
 * Offers a new link after one was used, to a person at a terminal: a link works once, and people have
 * more than one browser. A program that reads our stdout is told nothing it did not ask for.
 */
export async function offerAnother(
  url: string,
  { isTerminal, ...io }: { isTerminal: boolean; write: WriteSome; clock: Clock; logger: Logger },
): Promise<void> {
  if (!isTerminal) return;
  try {
    const line = `For another browser: ${url} (works once)\n`;
    await writeAll(new TextEncoder().encode(line), io);
  } catch (error) {
    io.logger.warn(`Cannot offer another link on stdout: ${errorMessage(error)}`);
  }
}

// A reader sees the whole file or none: it is written beside its place and moved there. It is not for
// replaceFile(), which makes any folder and lets nobody else read: whoever waits may be another user.
function writeReadyFile(path: string, port: number): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    makeStateFolder(dirname(path));
    writeFileSync(draft, JSON.stringify({ port }));
    renameSync(draft, path);
  } catch (error) {
    const { state, remedy } = isForbidden(error)
      ? { state: "this run may not write there", remedy: widen(path) }
      : { state: errorMessage(error), remedy: "name a path that can be written" };
    throw new UsageError(
      `Cannot write the ready file "${path}": ${state}; ${remedy}, or leave --ready-file out`,
    );
  }
}

// Whoever starts the program without the task may have given it less.
function widen(path: string): string {
  const folder = stateFolder();
  const instead = folder === undefined ? "" : `name a file in "${folder}", `;
  return `${instead}start it with deno run --allow-env --allow-net --allow-read ` +
    `--allow-write="${dirname(path)}" src/cli/main.ts serve`;
}

// Nobody else makes it before a first crash. Any other folder that is missing is a slip of the pen.
function makeStateFolder(folder: string): void {
  if (folder === stateFolder()) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

function stateFolder(): string | undefined {
  const crashLog = crashLogPath({ os: process.platform, get: readVariable });
  return crashLog === undefined ? undefined : dirname(crashLog);
}
