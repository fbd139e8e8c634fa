/**
 * Keeps what sessions say and change: on disk no later than on the wire.
 *
 * @module
 */
import { sessionOf, type Store, type StoreChange } from "../store/store.ts";

/** Somebody who waits until what was said is kept. */
export interface Waiting {
  /** What was said is kept: whoever watches may hear it. Must not throw. */
  kept(): void;
  /** Whether it is on the list of those who wait. Written by the ledger only. */
  waits: boolean;
}

/** Whose changes they are. */
export interface ChangeOwner {
  /** Stored id of the session. */
  readonly id: string;
  /**
   * The session with all that is known of it, as changes that fit the store whatever that holds of it.
   *
   * @throws {StoreError}
   */
  anew(): StoreChange[];
}

/** What became of changes the store did not take. */
export type Refusal =
  /** They are not kept: of one session, or of all that were written together. */
  | { fate: "lost"; session?: string }
  /** They did not fit what the store held of the session, which has been kept anew as it is. */
  | { fate: "kept anew"; session: string };

/**
 * Collects changes and writes them in one transaction for everything that happens together: the end of
 * a window, a request, the end of a turn.
 */
export class Ledger {
  readonly store: Store;
  readonly #report: (fault: unknown, refusal: Refusal) => void;
  #changes: StoreChange[] = [];
  #owners: ChangeOwner[] = [];
  #waiting: Waiting[] = [];
  #depth = 0;

  /** @param report hears of changes the store refuses; sessions go on in memory. Must not throw */
  constructor(store: Store, report: (fault: unknown, refusal: Refusal) => void) {
    this.store = store;
    this.#report = report;
  }

  /** Whether what is said now is told later, with what belongs together. */
  get collecting(): boolean {
    return this.#depth > 0;
  }

  /**
   * Puts a change down; it is written when what happens together has happened.
   *
   * @param owner of the session; one whose changes turn out not to fit is asked for all it knows
   */
  record(change: StoreChange, owner?: ChangeOwner): void {
    this.#changes.push(change);
    if (owner !== undefined && this.#owners.at(-1) !== owner) this.#owners.push(owner);
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
    const owners = this.#owners;
    this.#changes = [];
    this.#owners = [];
    try {
      this.store.write(changes);
    } catch (fault) {
      if (fault instanceof RangeError) this.#writeApart(changes, owners);
      else this.#report(fault, { fate: "lost" });
    }
  }

  /** Somebody's changes do not fit: that must not take the others' with it. */
  #writeApart(changes: readonly StoreChange[], owners: readonly ChangeOwner[]): void {
    for (const [session, own] of bySession(changes)) {
      try {
        this.store.write(own);
      } catch (fault) {
        const owner = owners.find(({ id }) => id === session);
        const mended = fault instanceof RangeError && owner !== undefined && this.#mend(owner);
        this.#report(
          fault,
          mended ? { fate: "kept anew", session: owner.id } : { fate: "lost", session },
        );
      }
    }
  }

  #mend(owner: ChangeOwner): boolean {
    try {
      this.store.write(owner.anew());
      return true;
    } catch (fault) {
      this.#report(fault, { fate: "lost", session: owner.id });
      return false;
    }
  }
}

// `Map.groupBy`, which Node 20 does not have.
function bySession(changes: readonly StoreChange[]): Map<string | undefined, StoreChange[]> {
  const groups = new Map<string | undefined, StoreChange[]>();
  for (const change of changes) {
    const session = sessionOf(change);
    const group = groups.get(session);
    if (group === undefined) groups.set(session, [change]);
    else group.push(change);
  }
  return groups;
}
