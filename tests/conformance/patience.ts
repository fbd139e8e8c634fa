/**
 * Waiting for what must come. No case measures time: this only turns a test that would hang for ever
 * into one that fails and says what it waited for.
 *
 * @module
 */

const PATIENCE_MS = 60_000;

/** Waits for a promise, and fails when nothing comes of it for a minute. */
export async function patiently<T>(promise: Promise<T>, what: () => string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Waiting for ${what()}: nothing came`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until the answer is `true`. Each question is a request, so none is a sleep. */
export async function eventually(what: string, ask: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!await ask()) {
    if (performance.now() > end) throw new Error(`Waiting until ${what}: it does not happen`);
  }
}
