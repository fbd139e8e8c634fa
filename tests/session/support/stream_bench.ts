/** A coalescer, its window, and what came out of it. */
import type { EventKind, Payload } from "../../../src/protocol/event_kind.ts";
import { events } from "../../../src/protocol/events.ts";
import { BatchWindow } from "../../../src/session/batch_window.ts";
import { type CoalesceMode, Coalescer } from "../../../src/session/coalescer.ts";
import { raise } from "../../support/raise.ts";

export const { messageDelta, reasoningDelta, thinkingDelta, toolGenerating } = events;

export class StreamBench {
  readonly window: BatchWindow;
  readonly coalescer: Coalescer;
  readonly out: { kind: EventKind; payload: Payload }[] = [];
  heard = true;

  constructor(options: { ms?: number; mode?: CoalesceMode; window?: BatchWindow } = {}) {
    this.window = options.window ?? new BatchWindow(options.ms ?? 33, raise);
    this.coalescer = new Coalescer({
      window: this.window,
      mode: options.mode ?? "merge",
      audience: () => this.heard ? "ready" : "stalled",
      emit: (kind, payload) => this.out.push({ kind, payload }),
    });
  }

  say(...texts: string[]): void {
    for (const text of texts) this.coalescer.push(messageDelta, { text });
  }

  reason(text: string): void {
    this.coalescer.push(reasoningDelta, { text });
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
