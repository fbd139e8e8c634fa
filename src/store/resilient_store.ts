/**
 * A store that may fail for a while.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import { guardCallback } from "../lib/guard_callback.ts";
import { checkChanges } from "./check_changes.ts";
import { PendingChanges } from "./pending_changes.ts";
import { PendingReads } from "./pending_reads.ts";
import { RelayedReads, type StoreReads } from "./relayed_reads.ts";
import { type Retention, type Store, type StoreChange, StoreError } from "./store.ts";

/** What a {@linkcode ResilientStore} needs, and whom it tells. */
export interface ResilientStoreOptions {
  clock: Clock;
  /** Why the store is out from the start, which nobody is told then. Default: it is not. */
  outage?: string;
  /** The store has failed. Once per outage. */
  onOutage: (why: string) => void;
  /** The store works again and holds all that was changed, but for events that had no room. Once per outage. */
  onRecovery: (lost: { events: number }) => void;
  /** Hears of changes that are lost: they do not fit what is kept, or the store was closed while it failed. */
  report: (fault: unknown) => void;
  /** Characters of changes that may wait. Default 8 Mi. */
  maxPendingChars?: number;
}

/** Milliseconds after which a store that failed is tried again when nothing is written. */
const RETRY_MS = 5_000;

/** Milliseconds between two tries, however much is written: a try may take some 100 ms of the loop. */
const MIN_RETRY_MS = 1_000;

/**
 * Wraps a store: what cannot be written waits until it can, and {@linkcode ResilientStore.write} does not
 * throw for it. What is read is as if it had been written; what the store would have to be asked for, and
 * cannot, is a {@linkcode StoreError}.
 */
export class ResilientStore extends RelayedReads implements Store {
  readonly #inner: Store;
  readonly #options: ResilientStoreOptions;
  readonly #pending: PendingChanges;
  readonly #pendingReads: PendingReads;
  #outage: string | undefined;
  #retry: Timer | undefined;
  #lastTry = -Infinity;
  #isOpen = true;

  constructor(inner: Store, options: ResilientStoreOptions) {
    super();
    this.#inner = inner;
    this.#options = {
      ...options,
      onOutage: guardCallback(options.onOutage, options.report),
      onRecovery: guardCallback(options.onRecovery, options.report),
    };
    this.#pending = new PendingChanges(options.maxPendingChars ?? 8 * 1024 * 1024);
    this.#pendingReads = new PendingReads(inner, this.#pending);
    this.#outage = options.outage;
    if (this.#outage !== undefined) this.#retryLater();
  }

  get keepsEvents(): boolean {
    return this.#inner.keepsEvents;
  }

  get epoch(): string {
    return this.#inner.epoch;
  }

  /** Why the store cannot be written now; `undefined` while it can. */
  get outage(): string | undefined {
    return this.#outage;
  }

  /** @throws {RangeError} as {@linkcode Store.write}; {@linkcode StoreError} only after `close()` */
  write(changes: readonly StoreChange[]): void {
    if (!this.#isOpen) throw new StoreError("the store is closed");
    if (this.#outage !== undefined) {
      this.#defer(changes);
      if (this.#options.clock.monotonic() - this.#lastTry >= MIN_RETRY_MS) this.#tryAgain();
      return;
    }
    try {
      this.#inner.write(changes);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#beginOutage(error.message);
      this.#defer(changes);
    }
  }

  tidy(retention: Retention, now: number): boolean {
    return this.#inner.tidy(retention, now);
  }

  /** Tries once more to write what waits; what cannot be written is lost, and reported. */
  close(): void {
    if (!this.#isOpen) return;
    if (this.#outage !== undefined) this.#tryAgain();
    this.#isOpen = false;
    this.#retry?.cancel();
    if (this.#outage !== undefined && !this.#pending.isEmpty) {
      const sessions = this.#pending.groups().length;
      this.#options.report(
        new StoreError(
          `Closing the store: changes of ${sessions} sessions are lost (${this.#outage})`,
        ),
      );
      this.#pending.clear();
    }
    this.#inner.close();
  }

  protected override get reads(): StoreReads {
    return this.#outage === undefined ? this.#inner : this.#pendingReads;
  }

  #defer(changes: readonly StoreChange[]): void {
    checkChanges(changes, (id) => this.#pendingReads.kept(id));
    this.#pending.add(changes);
  }

  #beginOutage(why: string): void {
    this.#outage = why;
    this.#lastTry = this.#options.clock.monotonic();
    this.#retryLater();
    this.#options.onOutage(why);
  }

  #retryLater(): void {
    this.#retry = this.#options.clock.after(RETRY_MS, () => {
      this.#tryAgain();
      if (this.#outage !== undefined) this.#retryLater();
    });
  }

  #tryAgain(): void {
    this.#lastTry = this.#options.clock.monotonic();
    try {
      this.#writePending();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#outage = error.message;
      return;
    }
    const lost = { events: this.#pending.dropped };
    this.#pending.clear();
    this.#outage = undefined;
    this.#retry?.cancel();
    this.#options.onRecovery(lost);
  }

  #writePending(): void {
    const groups = this.#pending.groups();
    const approvals = this.#pending.approvals.changes();
    try {
      return this.#inner.write([...approvals, ...groups.flatMap(({ changes }) => changes)]);
    } catch (error) {
      if (error instanceof StoreError) throw error;
    }
    // Those fit whatever there is.
    this.#inner.write(approvals);
    this.#pending.forgetApprovals();
    // Somebody's changes do not fit. Without a look at each session nobody's would ever be written.
    for (const { sessionId, changes } of groups) {
      try {
        this.#inner.write(changes);
      } catch (error) {
        if (error instanceof StoreError) throw error;
        this.#options.report(error);
      }
      this.#pending.forget(sessionId);
    }
  }
}
