/**
 * @module
 */

/** Does one thing after the other, in the order in which they were asked for. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();
  #aside: AbortController | undefined;

  /** Does it when everything before has ended, however that went. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.#aside?.abort();
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Does it, too, and is told to end by `signal` when somebody else has something to do. */
  async aside(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const abort = new AbortController();
    const done = this.run(() => work(abort.signal));
    this.#aside = abort;
    try {
      await done;
    } finally {
      if (this.#aside === abort) this.#aside = undefined;
    }
  }
}
