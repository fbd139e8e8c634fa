/**
 * @module
 */
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import type { Pending } from "../lib/pending.ts";

/** Something that must not outlive a session: a process, a task. */
export interface Belonging {
  /** Called at most once. A shutdown waits for it, as long as its grace lasts. */
  close(): void | Promise<void>;
}

/** What a session has beside its agent, and what ends with it. */
export class Belongings {
  readonly #all = new Set<Belonging>();
  readonly #to: { closings: Pending; logger: Logger };
  #closed = false;

  /** @param to `closings` takes what closing leaves to wait for */
  constructor(to: { closings: Pending; logger: Logger }) {
    this.#to = to;
  }

  /**
   * Has it closed with the session: at once, where the session has ended meanwhile.
   *
   * @returns what takes it out again, without closing it
   */
  add(belonging: Belonging): () => void {
    if (this.#closed) this.#release(belonging);
    else this.#all.add(belonging);
    return () => void this.#all.delete(belonging);
  }

  /** Closes them all. Idempotent. */
  close(): void {
    this.#closed = true;
    for (const belonging of this.#all) this.#release(belonging);
    this.#all.clear();
  }

  #release(belonging: Belonging): void {
    const { closings, logger } = this.#to;
    const report = (error: unknown) =>
      logger.error("closing what belongs to a session failed", { error: errorStack(error) });
    try {
      closings.add(Promise.resolve(belonging.close()).catch(report));
    } catch (error) {
      report(error);
    }
  }
}
