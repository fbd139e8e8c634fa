/**
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import { ConnectionError } from "./errors.ts";

/** What waits for a connection. */
export interface Wait {
  /** What is waited for, to be said in an error. */
  readonly doing: string;
  /** Called once there is one. */
  go(): void;
  fail(error: Error): void;
}

/** What waits until something is there: a connection, a session that is up to date. Bounded in number and time. */
export class Waitlist {
  readonly #options: { clock: Clock; timeoutMs: number; limit: number };
  readonly #waiting = new Map<Wait, Timer | undefined>();

  constructor(options: { clock: Clock; timeoutMs: number; limit: number }) {
    this.#options = options;
  }

  /** Answers what takes it off the list again. */
  add(wait: Wait): () => void {
    const { clock, timeoutMs, limit } = this.#options;
    const { doing } = wait;
    if (this.#waiting.size >= limit) {
      wait.fail(new ConnectionError("full", `${doing}: ${limit} wait for a connection already`));
      return () => {};
    }
    const late = () => {
      this.#waiting.delete(wait);
      const text = `${doing}: there was no connection for ${timeoutMs / 1000} s`;
      wait.fail(new ConnectionError("timeout", text));
    };
    this.#waiting.set(wait, timeoutMs === 0 ? undefined : clock.after(timeoutMs, late));
    return () => this.#remove(wait);
  }

  /** It is there: everybody goes, in the order in which they came. */
  open(): void {
    for (const wait of [...this.#waiting.keys()]) {
      if (!this.#waiting.has(wait)) continue;
      this.#remove(wait);
      wait.go();
    }
  }

  /** It will not come. */
  fail(error: (doing: string) => Error): void {
    for (const wait of [...this.#waiting.keys()]) {
      this.#remove(wait);
      wait.fail(error(wait.doing));
    }
  }

  #remove(wait: Wait): void {
    this.#waiting.get(wait)?.cancel();
    this.#waiting.delete(wait);
  }
}
