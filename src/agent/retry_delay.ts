/** Wait before the first retry; each further one doubles it. */
const FIRST_DELAY_MS = 1_000;
/** What doubling stops at. */
const LONGEST_BACKOFF_MS = 30_000;
/** A server may ask for a longer wait, but nobody watches a silent turn for more than a minute. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** What a delay is computed from. */
export interface RetryDelayOptions {
  /** Retries made before this one. */
  retries: number;
  /** What the server asked for, as {@linkcode parseRetryAfter} read it. */
  retryAfterMs?: number | undefined;
  /** A number in [0, 1). */
  random: () => number;
}

/**
 * How long to wait before a retry, in milliseconds: what the server asked for, at most 60 s; else
 * 1 s, 2 s, 4 s … up to 30 s, each a quarter more or less at random so that many clients of one server
 * do not come back together.
 */
export function retryDelayMs(options: RetryDelayOptions): number {
  const { retries, retryAfterMs, random } = options;
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  const backoff = Math.min(FIRST_DELAY_MS * 2 ** retries, LONGEST_BACKOFF_MS);
  return Math.round(backoff * (0.75 + random() / 2));
}

/**
 * Reads a Retry-After header, seconds or a date.
 *
 * @param nowMs the wall clock, milliseconds since the epoch.
 * @returns milliseconds from now; `undefined` if the header is absent, malformed, or names no time that
 * is still to come, which leaves the wait to the backoff.
 */
export function parseRetryAfter(header: string | null, nowMs: number): number | undefined {
  const value = header?.trim() ?? "";
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : dateOf(value) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? Math.ceil(ms) : undefined;
}

function dateOf(value: string): number {
  // Date.parse takes "-5" for a year; an HTTP date always names its month.
  return /[a-z]{3}/i.test(value) ? Date.parse(value) : NaN;
}
