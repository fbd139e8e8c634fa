/**
 * @module
 */

/** As much of an event as tells how large it is. */
export interface Sized {
  readonly type: string;
  readonly payload?: unknown;
}

/** Events that may be held. */
const MOST_EVENTS = 20_000;
/** Characters of text in them. */
const MOST_CHARS = 8 * 1024 * 1024;

/** Events that wait. Those that are too many are let go, all of them, and that is known. */
export class HeldEvents<E extends Sized> {
  #events: E[] = [];
  #chars = 0;
  #overflowed = false;

  /** Whether some are missing. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  get size(): number {
    return this.#events.length;
  }

  add(event: E): void {
    if (this.#overflowed) return;
    this.#events.push(event);
    this.#chars += sizeOf(event);
    if (this.#events.length <= MOST_EVENTS && this.#chars <= MOST_CHARS) return;
    this.clear();
    this.#overflowed = true;
  }

  /** Takes the oldest. */
  shift(): E | undefined {
    const event = this.#events.shift();
    if (event !== undefined) this.#chars -= sizeOf(event);
    return event;
  }

  /** Takes all. */
  take(): E[] {
    const events = this.#events;
    this.clear();
    return events;
  }

  clear(): void {
    this.#events = [];
    this.#chars = 0;
    this.#overflowed = false;
  }
}

// What is long in an event is its text, or what a tool has made.
function sizeOf({ type, payload }: Sized): number {
  if (type === "tool.complete") return JSON.stringify(payload).length;
  const { text } = (payload ?? {}) as { text?: unknown };
  return typeof text === "string" ? text.length : 0;
}
