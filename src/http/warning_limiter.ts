/**
 * Keeps whoever knocks again and again from filling the log.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";

/** What a {@linkcode WarningLimiter} works with. */
export interface WarningLimiterOptions {
  clock: Clock;
  logger: Logger;
  /** Milliseconds a kind of warning keeps quiet after one. Default 60,000. */
  quietMs?: number;
}

interface Quiet {
  /** Monotonic milliseconds. */
  until: number;
  leftOut: number;
}

/**
 * Logs warnings, of each kind the first in a minute. The others are logged as `debug`, and the next
 * warning of their kind tells how many they were.
 */
export class WarningLimiter {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #quietMs: number;
  readonly #quiet = new Map<string, Quiet>();

  constructor({ clock, logger, quietMs = 60_000 }: WarningLimiterOptions) {
    this.#clock = clock;
    this.#logger = logger;
    this.#quietMs = quietMs;
  }

  /**
   * Takes one warning.
   *
   * @param warning.kind one of a few words of ours: never something a peer can make up
   */
  warn({ kind, message, fields }: {
    kind: string;
    message: string;
    fields: Record<string, unknown>;
  }): void {
    const now = this.#clock.monotonic();
    const quiet = this.#quiet.get(kind);
    if (quiet !== undefined && now < quiet.until) {
      quiet.leftOut += 1;
      return this.#logger.debug(message, fields);
    }
    this.#quiet.set(kind, { until: now + this.#quietMs, leftOut: 0 });
    const leftOut = quiet?.leftOut ?? 0;
    const since = leftOut === 0 ? "" : ` (${leftOut} more since the last such line)`;
    this.#logger.warn(message + since, fields);
  }
}
