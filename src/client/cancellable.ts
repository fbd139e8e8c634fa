/**
 * @module
 */

/** Settles what {@linkcode cancellable} made; the first time counts. */
export interface Settle<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** What every call of a client may be given. */
export interface CallOptions {
  /** Gives the call up; it fails with the signal's reason. What has been sent may be carried out all the same. */
  signal?: AbortSignal | undefined;
}

/**
 * A promise that a signal can end.
 *
 * @param start begins the work; answers what gives it up
 */
export function cancellable<T>(
  signal: AbortSignal | undefined,
  start: (settle: Settle<T>) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    let giveUp = () => {};
    const abort = () => {
      giveUp();
      reject(signal?.reason);
    };
    const done = () => signal?.removeEventListener("abort", abort);
    signal?.addEventListener("abort", abort, { once: true });
    giveUp = start({
      resolve(value) {
        done();
        resolve(value);
      },
      reject(error) {
        done();
        reject(error);
      },
    });
  });
}
