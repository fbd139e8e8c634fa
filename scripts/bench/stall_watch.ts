/** @module */

const TICK_MS = 5;

/** Looks at the event loop of its own process, until it is disposed of. */
export class StallWatch implements Disposable {
  readonly #timer: ReturnType<typeof setInterval>;
  #worst = 0;
  #due: number;

  constructor() {
    this.#due = performance.now() + TICK_MS;
    this.#timer = setInterval(() => this.#look(), TICK_MS);
  }

  /** For how many milliseconds the loop stood still at the most, since this was last asked. */
  worst(): number {
    // What stands still right now counts too.
    this.#look();
    const worst = this.#worst;
    this.#worst = 0;
    return worst;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    this.#worst = Math.max(this.#worst, now - this.#due);
    this.#due = now + TICK_MS;
  }
}
