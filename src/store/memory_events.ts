/**
 * The newest events of one session.
 *
 * @module
 */
import type { StoredEvent } from "./store.ts";

/** A bounded run of events without holes. */
export class MemoryEvents {
  readonly #maxEvents: number;
  readonly #maxChars: number;
  #events: StoredEvent[] = [];
  #latest = 0;
  #chars = 0;

  constructor({ maxEvents, maxChars }: { maxEvents: number; maxChars: number }) {
    this.#maxEvents = maxEvents;
    this.#maxChars = maxChars;
  }

  /** Number of the oldest; `latest + 1` when there is none. */
  get first(): number {
    return this.#latest - this.#events.length + 1;
  }

  /** Number of the newest there ever was. */
  get latest(): number {
    return this.#latest;
  }

  /** Characters held. */
  get chars(): number {
    return this.#chars;
  }

  /** Events with `seq > after`, oldest first, at most `limit`. */
  read(after: number, limit: number): StoredEvent[] {
    const start = Math.max(0, after + 1 - this.first);
    return this.#events.slice(start, start + limit).map((event) => ({ ...event }));
  }

  append(event: StoredEvent): void {
    this.#events.push(event);
    this.#latest = event.seq;
    this.#chars += event.frame.length;
    while (this.#events.length > this.#maxEvents || this.#chars > this.#maxChars) this.#shift();
  }

  /** Forgets all; the next one has the number `from`. */
  restart(from: number): void {
    this.#events = [];
    this.#latest = from - 1;
    this.#chars = 0;
  }

  /**
   * Drops the oldest until `chars` characters are gone or `spared` events are left.
   *
   * @returns how many characters went
   */
  drop(chars: number, spared: number): number {
    const before = this.#chars;
    while (before - this.#chars < chars && this.#events.length > spared) this.#shift();
    return before - this.#chars;
  }

  #shift(): void {
    this.#chars -= this.#events.shift()?.frame.length ?? 0;
  }
}
