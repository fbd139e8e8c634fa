/**
 * How the process ends, once, with one line that says why.
 *
 * @module
 */
import type { CrashLogResult } from "../adapters/crash_log.ts";
import type { LineQueue } from "../adapters/stdio_line_queue.ts";
import type { Clock } from "../lib/clock.ts";
import { errorMessage, errorStack } from "../lib/error_text.ts";
import { exitCodes } from "./exit_codes.ts";

/** What a {@linkcode ProcessLife} needs. */
export interface ProcessLifeOptions {
  clock: Clock;
  /** Lines on stderr. */
  lines: LineQueue;
  /** How long a graceful end may take, in milliseconds, before the process leaves anyway. */
  graceMs: number;
  /** Ends the process at once. */
  exit(code: number): void;
  /** Keeps the stack of a crash. */
  keepCrash(entry: string): CrashLogResult;
  /** What runs here (versions, system), for the crash log. */
  about: string;
}

/**
 * How long the last lines may wait for a slow reader of stderr, milliseconds. Long enough for the write
 * itself on a machine that has no time: 250 were not.
 */
export const LAST_LINES_MS = 1_000;

type State = "running" | "ending" | "leaving";

/** The one place a process ends through, whatever the reason. The first reason wins. */
export class ProcessLife {
  /** Resolves when the process has been told to exit: never, as long as that works. */
  readonly left: Promise<void>;
  readonly #options: ProcessLifeOptions;
  readonly #settleLeft: () => void;
  #state: State = "running";

  constructor(options: ProcessLifeOptions) {
    this.#options = options;
    let settle = () => {};
    this.left = new Promise((resolve) => {
      settle = resolve;
    });
    this.#settleLeft = settle;
  }

  /** Whether an end has begun: {@linkcode ProcessLife.left} will tell when it is over. */
  get isEnding(): boolean {
    return this.#state !== "running";
  }

  /**
   * Ends gracefully: runs `finish`, for as long as the grace lasts, then leaves with `code`. Once an end
   * has begun, it only waits for it.
   */
  async end(
    reason: string,
    finish: () => Promise<void>,
    { code = exitCodes.ok.code }: { code?: number } = {},
  ): Promise<void> {
    if (this.#state !== "running") return this.left;
    this.#state = "ending";
    const { clock, graceMs } = this.#options;
    const late = `${reason}; the shutdown was given up after ${graceMs / 1_000} s`;
    const timer = clock.after(graceMs, () => void this.leave(code, late));
    try {
      await finish();
    } catch (error) {
      await this.crash(`the shutdown failed (${reason})`, error);
    } finally {
      timer.cancel();
    }
    await this.leave(code, reason);
  }

  /** Ends because of a fault nobody handled: one line and a stack in the crash log, code 1. */
  async crash(what: string, error: unknown): Promise<void> {
    if (this.#state === "leaving") return this.left;
    const { clock, lines, keepCrash, about } = this.#options;
    const stack = errorStack(error);
    const time = new Date(clock.now()).toISOString();
    const kept = keepCrash(`${time} ${about}\n${what}\n${stack}`);
    const place = kept.kind === "written" ? `stack in ${kept.path}` : kept.problem;
    const message = `[gateway-crash] ${what}: ${errorMessage(error)}; ${place}`;
    lines.push(oneLine(message), { urgent: true });
    if (kept.kind === "failed") lines.push(stack, { urgent: true });
    await this.leave(exitCodes.crash.code, what);
  }

  /** Leaves at once, waiting only for the line that says why. */
  async leave(code: number, reason: string): Promise<void> {
    if (this.#state === "leaving") return this.left;
    this.#state = "leaving";
    const { lines, exit } = this.#options;
    lines.push(exitLine(reason), { urgent: true });
    await lines.flush(LAST_LINES_MS);
    exit(code);
    this.#settleLeft();
  }
}

/** The line on stderr that says why a process ended. Launchers show it; there is one an exit. */
export function exitLine(reason: string): string {
  return oneLine(`[gateway-exit] ${reason}`);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, " ");
}
