/**
 * @module
 */
import { type Clock, sleep } from "../../lib/clock.ts";

/** How runs follow each other. */
export interface RerunOptions {
  clock: Clock;
  /** Milliseconds between two runs. */
  pauseMs: number;
  /** Ends it. */
  signal: AbortSignal;
}

/** Work that is asked for at any time, as often as somebody likes, and runs one after the other, seldom. */
export class Rerun {
  readonly #run: () => Promise<void>;
  readonly #options: RerunOptions;
  #wanted = false;
  #running = false;

  /** @param run the work; it must not reject */
  constructor(run: () => Promise<void>, options: RerunOptions) {
    this.#run = run;
    this.#options = options;
  }

  /** Asks for a run that begins from now on: at once, or behind the one there is. */
  want(): void {
    this.#wanted = true;
    if (!this.#running) this.#go();
  }

  async #go(): Promise<void> {
    const { clock, pauseMs, signal } = this.#options;
    this.#running = true;
    while (this.#wanted && !signal.aborted) {
      this.#wanted = false;
      await this.#run();
      await sleep(clock, pauseMs, signal);
    }
    this.#running = false;
  }
}
