/** What outlives a gateway in a schedule, and what is known to be on it. */
import { DatabaseSync } from "node:sqlite";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { migrate } from "../../src/store/migrations.ts";
import type { SqlDatabase } from "../../src/store/sql_database.ts";
import { SqlStore } from "../../src/store/sql_store.ts";
import type { EventRange, Store, StoreChange } from "../../src/store/store.ts";
import type { SessionStory } from "./stories.ts";

/**
 * - `none`: memory, numbers without events: lost with the process;
 * - `short`: memory, few events of each session: lost with the process;
 * - `full`: memory with all events that stands for a file: it survives crashes;
 * - `sqlite`: a database of SQLite, which each life of a gateway reads anew.
 */
export type DiskKind = "none" | "short" | "full" | "sqlite";

const SHORT = 20;
const FULL = 1_000_000;

export class Disk {
  readonly kind: DiskKind;
  readonly #db: DatabaseSync | undefined;
  #store: Store;
  #opened = 0;
  // By stored id.
  readonly #kept = new Map<string, EventRange>();

  constructor(kind: DiskKind) {
    this.kind = kind;
    if (kind === "sqlite") this.#db = new DatabaseSync(":memory:");
    // None of our columns holds a blob.
    if (this.#db !== undefined) migrate(this.#db as unknown as SqlDatabase);
    this.#store = this.#make();
  }

  /** Whether events are written down at all. */
  get keepsEvents(): boolean {
    return this.kind !== "none";
  }

  /** Whether no event is ever forgotten. */
  get keepsAll(): boolean {
    return this.kind === "full" || this.kind === "sqlite";
  }

  /** Whether a crash leaves what was written. */
  get survives(): boolean {
    return this.keepsAll;
  }

  get epoch(): string {
    return this.#store.epoch;
  }

  /** What is on it, as a reader from outside sees it. */
  get store(): Store {
    return this.#store;
  }

  /** For the next life of the gateway. */
  open(): Store {
    if (this.kind === "sqlite" && this.#opened++ > 0) this.#store = this.#make();
    return this.#store;
  }

  /** The process has died. */
  crash(): void {
    if (this.survives) return;
    this.#kept.clear();
    this.#store = this.#make();
  }

  /** Changes have been written. */
  wrote(changes: readonly StoreChange[]): void {
    for (const change of changes) {
      if (change.kind === "session") {
        const { id } = change.session;
        if (!this.#kept.has(id)) this.#kept.set(id, { first: 1, latest: 0 });
      } else if (change.kind === "event") {
        const { seq } = change.event;
        const { first, latest } = this.#kept.get(change.sessionId) ?? { first: 1, latest: 0 };
        this.#kept.set(change.sessionId, { first: latest === 0 ? seq : first, latest: seq });
      } else if (change.kind === "event_reset") {
        this.#kept.set(change.sessionId, { first: change.from, latest: change.from - 1 });
      } else if (change.kind === "delete") {
        this.#kept.delete(change.sessionId);
      }
    }
  }

  keeps({ stored }: SessionStory): boolean {
    return this.#kept.has(stored);
  }

  /** What was written of a session's events; what a store forgets by itself is still among it. */
  range({ stored }: SessionStory): EventRange {
    return this.#kept.get(stored) ?? { first: 1, latest: 0 };
  }

  /** Whether it must still have this event. */
  has(session: SessionStory, seq: number): boolean {
    const { first, latest } = this.range(session);
    return this.keepsAll && seq >= first && seq <= latest;
  }

  /** Answers whether nothing is left open. */
  close(): boolean {
    this.#store.close();
    return this.#db?.isOpen !== true;
  }

  #make(): Store {
    // Statements and marks are of one life; the database behind them goes on.
    if (this.#db !== undefined) return new SqlStore(this.#db as unknown as SqlDatabase);
    const maxEvents = { none: 0, short: SHORT, full: FULL, sqlite: 0 }[this.kind];
    return new MemoryStore({ maxEvents });
  }
}
