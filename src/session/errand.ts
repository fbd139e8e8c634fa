/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";

/** How an errand ended. */
export type ErrandOutcome<T> =
  | { kind: "done"; value: T }
  | { kind: "failed"; error: unknown }
  | { kind: "timeout" }
  | { kind: "aborted" };

/** What bounds an errand. */
export interface ErrandLimits {
  clock: Clock;
  timeoutMs: number;
  /** Ends it at any point. */
  signal: AbortSignal;
}

/**
 * Asks an agent for something beside its turns. When the time is up, or the signal aborts, it has ended,
 * whatever the agent does about it; what it answers after that is dropped.
 */
export function runErrand<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { clock, timeoutMs, signal }: ErrandLimits,
): Promise<ErrandOutcome<T>> {
  if (signal.aborted) return Promise.resolve({ kind: "aborted" });
  const inner = new AbortController();
  return new Promise((resolve) => {
    const settle = (outcome: ErrandOutcome<T>) => {
      timer.cancel();
      signal.removeEventListener("abort", giveUp);
      resolve(outcome);
    };
    const stop = (outcome: ErrandOutcome<T>) => {
      settle(outcome);
      inner.abort();
    };
    const giveUp = () => stop({ kind: "aborted" });
    const timer = clock.after(timeoutMs, () => stop({ kind: "timeout" }));
    signal.addEventListener("abort", giveUp, { once: true });
    begin(work, inner.signal).then(
      (value) => settle({ kind: "done", value }),
      (error: unknown) => settle({ kind: "failed", error }),
    );
  });
}

// Agents may be plain JavaScript and throw at once.
async function begin<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) {
  return await work(signal);
}
