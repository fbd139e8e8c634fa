/**
 * @module
 */
import type { Retention, SessionQuery, Store, StoreChange } from "./store.ts";

/** What a call of a store may be; a name for whoever measures. */
export type StoreOperation = Exclude<keyof Store, "epoch" | "keepsEvents" | "outage" | "close">;

/** Hears of each call: how long it took, in milliseconds, and whether it threw. Must not throw. */
export type StoreMeter = (operation: StoreOperation, ms: number, ok: boolean) => void;

/** A store whose calls are measured. Everything is synchronous: what is measured is how long the loop stood. */
export class MeasuredStore implements Store {
  readonly #store: Store;
  readonly #meter: StoreMeter;
  readonly #monotonic: () => number;

  /** @param to `monotonic`: milliseconds since any start, that never go back */
  constructor(store: Store, to: { meter: StoreMeter; monotonic: () => number }) {
    this.#store = store;
    this.#meter = to.meter;
    this.#monotonic = to.monotonic;
  }

  get epoch(): string {
    return this.#store.epoch;
  }

  get keepsEvents(): boolean {
    return this.#store.keepsEvents;
  }

  get outage(): string | undefined {
    return this.#store.outage;
  }

  write(changes: readonly StoreChange[]) {
    return this.#measure("write", () => this.#store.write(changes));
  }

  session(id: string) {
    return this.#measure("session", () => this.#store.session(id));
  }

  sessionByLiveId(liveId: string) {
    return this.#measure("sessionByLiveId", () => this.#store.sessionByLiveId(liveId));
  }

  sessionByTitle(title: string) {
    return this.#measure("sessionByTitle", () => this.#store.sessionByTitle(title));
  }

  sessions(query: SessionQuery) {
    return this.#measure("sessions", () => this.#store.sessions(query));
  }

  children(id: string) {
    return this.#measure("children", () => this.#store.children(id));
  }

  messages(id: string) {
    return this.#measure("messages", () => this.#store.messages(id));
  }

  events(id: string, query: { after: number; limit: number }) {
    return this.#measure("events", () => this.#store.events(id, query));
  }

  range(id: string) {
    return this.#measure("range", () => this.#store.range(id));
  }

  prompt(sessionId: string, id: string) {
    return this.#measure("prompt", () => this.#store.prompt(sessionId, id));
  }

  openPrompts() {
    return this.#measure("openPrompts", () => this.#store.openPrompts());
  }

  agentState(sessionId: string) {
    return this.#measure("agentState", () => this.#store.agentState(sessionId));
  }

  approvals() {
    return this.#measure("approvals", () => this.#store.approvals());
  }

  tidy(retention: Retention, now: number) {
    return this.#measure("tidy", () => this.#store.tidy(retention, now));
  }

  close(): void {
    this.#store.close();
  }

  #measure<T>(operation: StoreOperation, call: () => T): T {
    const began = this.#monotonic();
    let ok = false;
    try {
      const result = call();
      ok = true;
      return result;
    } finally {
      this.#meter(operation, this.#monotonic() - began, ok);
    }
  }
}
