/**
 * @module
 */

/** Runs every step, in order: one that throws is reported and keeps none of the others from running. */
export function runAll(steps: readonly (() => unknown)[], report: (error: unknown) => void): void {
  for (const step of steps) guardCallback(step, report)();
}

/**
 * Wraps a callback somebody handed in, so that its exception cannot break the loop that calls it: the
 * exception goes to `report` instead.
 */
export function guardCallback<A extends unknown[]>(
  callback: (...args: A) => void,
  report: (error: unknown) => void,
): (...args: A) => void {
  return (...args) => {
    try {
      callback(...args);
    } catch (error) {
      report(error);
    }
  };
}
