/**
 * @module
 */

/** Messages of events that a call may have on the way: the gateway is never given more to do than this. */
const CREDIT = 4;

/** One request that runs in the worker. */
export class HostedCall {
  readonly id: number;
  readonly agent: number;
  readonly #abort = new AbortController();
  #credit = CREDIT;
  #wake: () => void = () => {};

  constructor(id: number, agent: number) {
    this.id = id;
    this.agent = agent;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  abort(): void {
    this.#abort.abort();
    this.#wake();
  }

  /** One message has been taken. */
  taken(): void {
    this.#credit++;
    this.#wake();
  }

  /** Resolves when one more message may leave, or none need any more; takes the leave. */
  async leave(): Promise<void> {
    while (this.#credit <= 0 && !this.signal.aborted) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    this.#credit--;
  }
}
