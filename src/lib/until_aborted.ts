/**
 * Resolves with `promise`, however that ends, or as soon as `signal` aborts. Never rejects: a caller looks
 * at its signal to learn which of the two it was.
 */
export function untilAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener("abort", done);
      resolve();
    };
    signal.addEventListener("abort", done, { once: true });
    promise.then(done, done);
  });
}
