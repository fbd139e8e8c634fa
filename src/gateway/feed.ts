/**
 * @module
 */
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import { events } from "../protocol/events.ts";
import type { Session, Viewer } from "../session/session.ts";
import type { Outbox, Source } from "../transport/outbox.ts";

/**
 * One connection's cursor into one session's journal. It holds no frame: a connection that reads slowly
 * falls behind, and is told so when the journal no longer has what it missed.
 */
export class Feed implements Source, Viewer {
  readonly session: Session;
  readonly #outbox: Outbox;
  // Number of the last event that was handed out.
  #cursor: number;

  /** Starts behind everything that has been said so far. */
  constructor(session: Session, outbox: Outbox) {
    this.session = session;
    this.#outbox = outbox;
    // What is held was said before this viewer came.
    session.flush();
    this.#cursor = session.journal.latest;
    session.attach(this);
  }

  get end(): number {
    return this.session.journal.latest;
  }

  get ready(): boolean {
    return !this.#outbox.stalled;
  }

  take(limit: number): string | undefined {
    if (this.#cursor >= limit) return undefined;
    const { journal, id: sessionId } = this.session;
    const from = this.#cursor + 1;
    if (from < journal.first) {
      const to = journal.first - 1;
      this.#cursor = to;
      return encodeSessionEvent(events.sessionGap, { from, to }, { sessionId, seq: undefined });
    }
    const frame = journal.at(from);
    if (frame !== undefined) this.#cursor = from;
    return frame;
  }

  wake(): void {
    this.#outbox.wake(this);
  }

  close(): void {
    this.session.detach(this);
    this.#outbox.remove(this);
  }
}
