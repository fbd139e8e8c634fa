/**
 * @module
 */
import { untilAborted } from "./until_aborted.ts";

/**
 * What `promise` comes to, or the signal's reason as a rejection as soon as that aborts; what becomes of
 * the promise then is of no interest any more.
 */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  await untilAborted(promise, signal);
  if (signal.aborted) {
    promise.catch(() => {});
    throw signal.reason;
  }
  return await promise;
}
