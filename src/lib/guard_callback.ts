/**
 * @module
 */

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
