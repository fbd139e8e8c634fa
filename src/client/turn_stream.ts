/**
 * @module
 */
import type { EventName, EventOf, GatewayEvent, Snapshot } from "./contracts.ts";
import { ConnectionError } from "./errors.ts";
import { HeldEvents } from "./held_events.ts";
import type { ResetReason } from "./track_types.ts";

/** What was shown of a session is to be replaced by a snapshot of it. */
export interface ResetEvent {
  /** No event of the wire has this name. */
  readonly type: "reset";
  /** What it is replaced by, and why. */
  readonly payload: {
    /** `resent`: a prompt's answer was lost, and what has become of it meanwhile is in here. */
    readonly reason: ResetReason | "resent";
    readonly snapshot: Snapshot;
  };
}

/** What the iteration over a turn gives. */
export type TurnEvent = GatewayEvent | ResetEvent;

/** Whether an event is of a type, with the payload that goes with it. */
export function isEvent<T extends EventName>(event: TurnEvent, type: T): event is
  & TurnEvent
  & EventOf<T> {
  return event.type === type;
}

type Waiter = {
  resolve(step: IteratorResult<TurnEvent, undefined>): void;
  reject(error: unknown): void;
};

/** A queue that is read by `for await`. Its end, and its failure, come behind what is in it. */
export class TurnStream implements AsyncIterableIterator<TurnEvent, undefined> {
  readonly #queue = new HeldEvents<TurnEvent>();
  #waiters: Waiter[] = [];
  #end: { error?: unknown } | undefined;

  push(event: TurnEvent): void {
    if (this.#end !== undefined) return;
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) return waiter.resolve({ done: false, value: event });
    // What was to be read is replaced as well.
    if (event.type === "reset") this.#queue.clear();
    this.#queue.add(event);
    if (!this.#queue.overflowed) return;
    this.#queue.clear();
    const text = "Reading a turn: more events were waiting to be read than can be kept";
    this.finish({ error: new ConnectionError("fell_behind", text) });
  }

  finish(end: { error?: unknown } = {}): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    for (const waiter of this.#waiters.splice(0)) this.#tellEnd(waiter);
  }

  next(): Promise<IteratorResult<TurnEvent, undefined>> {
    const value = this.#queue.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      if (this.#end === undefined) this.#waiters.push(waiter);
      else this.#tellEnd(waiter);
    });
  }

  /** Whoever leaves the loop wants no more. */
  return(): Promise<IteratorResult<TurnEvent, undefined>> {
    this.#queue.clear();
    this.finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #tellEnd({ resolve, reject }: Waiter): void {
    const { error } = this.#end ?? {};
    if (error === undefined) return resolve({ done: true, value: undefined });
    // It is told once.
    this.#end = {};
    reject(error);
  }
}
