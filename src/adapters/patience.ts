/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";

// Of the time a drain has: the rest is for ending what would not drain.
const PATIENT_SHARE = 0.7;

/**
 * Runs a drain that has `graceMs` milliseconds, and aborts its signal early enough that it can still end
 * what does not drain by itself: one peer that does not read must not take the ending from the others.
 */
export async function drainWithin(
  { clock, graceMs }: { clock: Clock; graceMs: number },
  drain: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const impatience = new AbortController();
  const timer = clock.after(graceMs * PATIENT_SHARE, () => impatience.abort());
  try {
    await drain(impatience.signal);
  } finally {
    timer.cancel();
  }
}
