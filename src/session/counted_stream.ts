/**
 * @module
 */
import type { EventKind, Payload, TextPayload } from "../protocol/event_kind.ts";
import { Coalescer, type CoalescerOptions, type EventSink, type TextStream } from "./coalescer.ts";

/** What a session needs of a coalescer. */
export interface EventStream extends TextStream {
  push(kind: EventKind, payload: Payload): void;
  flush(): void;
  close(): void;
}

/** Counts of events; whoever reads them sees how far streams are coalesced. */
export interface EventCounts {
  /** Events before they were joined: every piece of text an agent says is one. */
  eventsIn: number;
  /** Events that were numbered and sent. */
  eventsOut: number;
}

/**
 * Makes the stream of a session. Where nobody counts it is the coalescer itself: a token then costs what it
 * did before there was anything to count.
 */
export function eventStream(
  counts: EventCounts | undefined,
  options: CoalescerOptions,
): EventStream {
  return counts === undefined ? new Coalescer(options) : new CountedStream(counts, options);
}

class CountedStream implements EventStream {
  readonly #counts: EventCounts;
  readonly #inner: Coalescer;

  constructor(counts: EventCounts, options: CoalescerOptions) {
    this.#counts = counts;
    this.#inner = new Coalescer({ ...options, sink: new CountingSink(counts, options.sink) });
  }

  say(kind: EventKind<TextPayload>, text: string): void {
    this.#counts.eventsIn++;
    this.#inner.say(kind, text);
  }

  push(kind: EventKind, payload: Payload): void {
    this.#counts.eventsIn++;
    this.#inner.push(kind, payload);
  }

  flush(): void {
    this.#inner.flush();
  }

  close(): void {
    this.#inner.close();
  }
}

class CountingSink implements EventSink {
  readonly #counts: EventCounts;
  readonly #inner: EventSink;

  constructor(counts: EventCounts, inner: EventSink) {
    this.#counts = counts;
    this.#inner = inner;
  }

  get readiness(): EventSink["readiness"] {
    return this.#inner.readiness;
  }

  emit(kind: EventKind, payload: Payload): void {
    this.#counts.eventsOut++;
    this.#inner.emit(kind, payload);
  }
}
