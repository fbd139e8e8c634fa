/**
 * A store that could not be opened when it was wanted.
 *
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import { RelayedReads } from "./relayed_reads.ts";
import { type Retention, type Store, type StoreChange, StoreError } from "./store.ts";

/**
 * Tries to open its store with every {@linkcode LateStore.write}, of no changes too, until that works. A
 * {@linkcode ResilientStore} around it makes the tries rare, and keeps what is written meanwhile.
 */
export class LateStore extends RelayedReads implements Store {
  /**
   * Its own for as long as this object lives, also once the store is open: clients were told it, and it
   * must not change under a connection. They begin anew after the next start.
   */
  readonly epoch: string = randomHex(8);
  readonly keepsEvents = true;
  readonly #open: () => Store;
  #store: Store | undefined;
  #why: string;

  /**
   * @param open opens the store, or throws {@linkcode StoreError} saying why it cannot be had
   * @param why it could not be opened the first time
   */
  constructor(open: () => Store, why: string) {
    super();
    this.#open = open;
    this.#why = why;
  }

  write(changes: readonly StoreChange[]): void {
    this.#store ??= this.#tryOpen();
    this.#store.write(changes);
  }

  tidy(retention: Retention, now: number): boolean {
    return this.reads.tidy(retention, now);
  }

  close(): void {
    this.#store?.close();
  }

  protected override get reads(): Store {
    if (this.#store === undefined) throw new StoreError(this.#why);
    return this.#store;
  }

  #tryOpen(): Store {
    try {
      return this.#open();
    } catch (error) {
      if (error instanceof StoreError) this.#why = error.message;
      throw error;
    }
  }
}
