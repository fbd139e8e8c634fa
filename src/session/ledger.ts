/**
 * Keeps what sessions say and change: on disk no later than on the wire.
 *
 * @module
 */
import type { Store, StoreChange } from "../store/store.ts";

/** Somebody who waits until what was said is kept. */
export interface Waiting {
  /** What was said is kept: whoever watches may hear it. Must not throw. */
  kept(): void;
  /** Whether it is on the list of those who wait. Written by the ledger only. */
  waits: boolean;
}

/**
 * Collects changes and writes them in one transaction for everything that happens together: the end of
 * a window, a request, the end of a turn.
 */
export class Ledger {
  readonly store: Store;
  readonly #report: (fault: unknown) => void;
  #changes: StoreChange[] = [];
  #waiting: Waiting[] = [];
  #depth = 0;

  /** @param report hears of a store that fails; sessions go on in memory */
  constructor(store: Store, report: (fault: unknown) => void) {
    this.store = store;
    this.#report = report;
  }

  /** Whether what is said now is told later, with what belongs together. */
  get collecting(): boolean {
    return this.#depth > 0;
  }

  /** Puts a change down; it is written when what happens together has happened. */
  record(change: StoreChange): void {
    this.#changes.push(change);
    if (this.#depth === 0) this.#write();
  }

  /** Tells `waiting` once everything recorded so far is kept, at once where nothing is being collected. */
  tell(waiting: Waiting): void {
    if (this.#depth === 0) return waiting.kept();
    if (waiting.waits) return;
    waiting.waits = true;
    this.#waiting.push(waiting);
  }

  /** Runs something whose changes belong together. It may be nested: the outermost writes. */
  together<T>(run: () => T): T {
    this.#depth++;
    try {
      return run();
    } finally {
      this.#depth--;
      if (this.#depth === 0) this.#settle();
    }
  }

  #settle(): void {
    this.#write();
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const each of waiting) {
      each.waits = false;
      each.kept();
    }
  }

  #write(): void {
    if (this.#changes.length === 0) return;
    const changes = this.#changes;
    this.#changes = [];
    try {
      this.store.write(changes);
    } catch (fault) {
      this.#report(fault);
    }
  }
}
