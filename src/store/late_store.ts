/**
 * A store that could not be opened when it was wanted.
 *
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import {
  type EventRange,
  type Retention,
  type SessionQuery,
  type Store,
  type StoreChange,
  type StoredEvent,
  type StoredMessage,
  type StoredPrompt,
  type StoredSession,
  StoreError,
} from "./store.ts";

/**
 * Tries to open its store with every {@linkcode LateStore.write}, of no changes too, until that works. A
 * {@linkcode ResilientStore} around it makes the tries rare, and keeps what is written meanwhile.
 */
export class LateStore implements Store {
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
    this.#open = open;
    this.#why = why;
  }

  write(changes: readonly StoreChange[]): void {
    this.#store ??= this.#tryOpen();
    this.#store.write(changes);
  }

  session(id: string): StoredSession | undefined {
    return this.#opened.session(id);
  }

  sessionByLiveId(liveId: string): StoredSession | undefined {
    return this.#opened.sessionByLiveId(liveId);
  }

  sessionByTitle(title: string): StoredSession | undefined {
    return this.#opened.sessionByTitle(title);
  }

  sessions(query: SessionQuery): StoredSession[] {
    return this.#opened.sessions(query);
  }

  children(id: string): StoredSession[] {
    return this.#opened.children(id);
  }

  messages(id: string): StoredMessage[] {
    return this.#opened.messages(id);
  }

  events(id: string, query: { after: number; limit: number }): StoredEvent[] {
    return this.#opened.events(id, query);
  }

  range(id: string): EventRange {
    return this.#opened.range(id);
  }

  prompt(sessionId: string, id: string): StoredPrompt | undefined {
    return this.#opened.prompt(sessionId, id);
  }

  openPrompts(): StoredPrompt[] {
    return this.#opened.openPrompts();
  }

  tidy(retention: Retention, now: number): boolean {
    return this.#opened.tidy(retention, now);
  }

  close(): void {
    this.#store?.close();
  }

  get #opened(): Store {
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
