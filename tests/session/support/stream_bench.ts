/** A coalescer, its window, and what came out of it. */
import type { EventKind, Payload, TextPayload } from "../../../src/protocol/event_kind.ts";
import { events } from "../../../src/protocol/events.ts";
import { BatchWindow } from "../../../src/session/batch_window.ts";
import {
  type CoalesceMode,
  Coalescer,
  type EventSink,
  type Readiness,
} from "../../../src/session/coalescer.ts";
import { raise } from "../../support/raise.ts";

export const { messageDelta, reasoningDelta, thinkingDelta, toolGenerating } = events;

export class StreamBench implements EventSink {
  readonly window: BatchWindow;
  readonly coalescer: Coalescer;
  readonly out: { kind: EventKind; payload: Payload }[] = [];
  heard = true;
  readonly #way: "say" | "push";

  /** @param options.way how text gets in; both ways are to do the same */
  constructor(
    options: { ms?: number; mode?: CoalesceMode; window?: BatchWindow; way?: "say" | "push" } = {},
  ) {
    this.#way = options.way ?? "say";
    this.window = options.window ?? new BatchWindow(options.ms ?? 33, raise);
    this.coalescer = new Coalescer({
      window: this.window,
      mode: options.mode ?? "merge",
      sink: this,
    });
  }

  get readiness(): Readiness {
    return this.heard ? "ready" : "stalled";
  }

  emit(kind: EventKind, payload: Payload): void {
    this.out.push({ kind, payload });
  }

  say(...texts: string[]): void {
    for (const text of texts) this.#text(messageDelta, text);
  }

  reason(text: string): void {
    this.#text(reasoningDelta, text);
  }

  #text(kind: EventKind<TextPayload>, text: string): void {
    if (this.#way === "say") this.coalescer.say(kind, text);
    else this.coalescer.push(kind as EventKind, { text });
  }

  think(text: string): void {
    this.coalescer.push(thinkingDelta, { text });
  }

  /** An event that does not merge. */
  mark(name: string): void {
    this.coalescer.push(toolGenerating, { name });
  }

  /** Texts and names that came out since the last time, in order. */
  take(): string[] {
    return this.out.splice(0).map(({ payload }) => String(payload?.text ?? payload?.name));
  }
}
