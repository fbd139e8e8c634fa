/**
 * @module
 */

/** The first wait, milliseconds. */
export const FIRST_DELAY_MS = 1_000;
/** The longest, milliseconds. */
export const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait before the next attempt, milliseconds: twice as long after each that failed, and up to half
 * of it cut off at random, so that the windows of one gateway do not come back in the same moment.
 *
 * @param failed attempts that have failed in a row, from 1
 * @param random a number from 0 to below 1
 */
export function backoff(failed: number, random: number): number {
  const whole = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failed, 16));
  return Math.max(FIRST_DELAY_MS, whole * (1 - random / 2));
}
