/**
 * @module
 */
import type { AgentEvent } from "../agent.ts";
import { Drain } from "../drain.ts";

/** What waits between two steps of the reader; one that is so far behind reads no more. */
const MAX_WAITING = 5_000;
const MAX_WAITING_CHARS = 64 * 1024 * 1024;

/** What a turn has to say, from where it is heard to where it is yielded. For one reader. */
export class EventQueue {
  readonly drain: Drain = new Drain();
  #waiting: AgentEvent[] = [];
  #chars = 0;
  #over: { error?: unknown } | undefined;
  #wake: () => void = () => {};

  /** `false`: nobody takes them, and they were dropped. */
  push(events: readonly AgentEvent[]): boolean {
    if (this.#over !== undefined || this.#full) return false;
    for (const event of events) this.#add(event);
    this.drain.filled();
    this.#wake();
    return true;
  }

  /** What waits is still read. With an error, the reader gets it after that. */
  end(outcome: { error?: unknown } = {}): void {
    this.#over ??= outcome;
    this.#wake();
  }

  /** All that waits, as soon as something does; `undefined` at the end. */
  async next(): Promise<AgentEvent[] | undefined> {
    while (this.#waiting.length === 0) {
      this.drain.ran();
      if (this.#over !== undefined && "error" in this.#over) throw this.#over.error;
      if (this.#over !== undefined) return undefined;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const events = this.#waiting;
    this.#waiting = [];
    this.#chars = 0;
    return events;
  }

  get #full(): boolean {
    return this.#waiting.length >= MAX_WAITING || this.#chars >= MAX_WAITING_CHARS;
  }

  /** Pieces of text that wait become one: a reader that is late has less to catch up with. */
  #add(event: AgentEvent): void {
    if (event.type !== "text" && event.type !== "reasoning") {
      this.#waiting.push(event);
      return;
    }
    this.#chars += event.text.length;
    const last = this.#waiting.at(-1);
    if (last?.type === event.type) last.text += event.text;
    else this.#waiting.push({ ...event });
  }
}
