/**
 * @module
 */
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import { events } from "../protocol/events.ts";
import type { Role, Seat } from "../protocol/shapes.ts";
import type { Session } from "../session/session.ts";
import type { Viewer } from "../session/session_parts.ts";
import type { StoredEvent } from "../store/store.ts";
import type { Outbox, Source } from "../transport/outbox.ts";

/**
 * One connection's cursor into one session's journal. It holds no frame: a connection that reads slowly
 * falls behind, and is told so when the journal no longer has what it missed.
 */
export class Feed implements Source, Viewer {
  // What each event looks at stands first: a processor has it with the object's beginning.
  readonly #outbox: Outbox;
  // Both undefined when the session has ended: a peer that stalls keeps none alive.
  #journal: Session["journal"] | undefined;
  #session: Session | undefined;
  // Number of the last event that was handed out.
  #cursor: number;
  // What is to be shown behind an event, if nothing has come behind it by then.
  #shown: { frame: string; behind: number } | undefined;
  #seat: Seat;
  // What is left of a session that has ended, oldest first.
  #tail: { seq: number; frame: string }[] = [];
  // Up to this number nothing is left of it, which has to be told.
  #lostTo = 0;
  #end = 0;
  readonly #id: string;
  // What was read from the store, oldest first: a page, not all there is.
  #past: StoredEvent[] = [];

  /** Starts behind everything that has been said so far, or behind the event with number `after`. */
  constructor(session: Session, to: { outbox: Outbox; seat: Seat; after?: number | undefined }) {
    this.#session = session;
    this.#journal = session.journal;
    this.#id = session.id;
    this.#outbox = to.outbox;
    this.#seat = to.seat;
    // What is held was said before this viewer came.
    session.flush();
    this.#cursor = Math.min(to.after ?? Infinity, session.journal.latest);
    session.audience.add(this);
    if (this.#cursor < session.journal.latest) this.wake();
  }

  get seat(): Seat {
    return this.#seat;
  }

  /** Gives the window another role. Answers whether it is another one. */
  become(role: Role): boolean {
    if (role === this.#seat.role) return false;
    this.#seat = { ...this.#seat, role };
    return true;
  }

  get end(): number {
    return this.#journal?.latest ?? this.#end;
  }

  get ready(): boolean {
    return !this.#outbox.stalled;
  }

  take(limit: number): string | undefined {
    if (this.#cursor >= limit) return this.#takeShown();
    const journal = this.#journal;
    const session = this.#session;
    if (journal === undefined || session === undefined) return this.#takeTail(limit);
    const from = this.#cursor + 1;
    if (from < journal.first) return this.#takePast({ from, limit }, session);
    const frame = journal.at(from);
    if (frame !== undefined) this.#cursor = from;
    return frame;
  }

  wake(): void {
    this.#outbox.wake(this);
  }

  show(frame: string, behind: number): void {
    this.#shown = { frame, behind };
    this.wake();
  }

  /** The session has ended: keeps the newest of what this viewer has not read, and the session no more. */
  finish(): void {
    if (this.#session === undefined) return;
    const { journal } = this.#session;
    this.#end = journal.latest;
    let chars = 0;
    let seq = journal.latest;
    for (; seq > this.#cursor; seq--) {
      const frame = journal.at(seq);
      if (frame === undefined || chars + frame.length > TAIL_CHARS) break;
      chars += frame.length;
      this.#tail.unshift({ seq, frame });
    }
    this.#lostTo = seq;
    this.#session = undefined;
    this.#journal = undefined;
  }

  close(): void {
    this.#session?.audience.remove(this);
    this.#outbox.remove(this);
  }

  #takeShown(): string | undefined {
    const shown = this.#shown;
    if (shown === undefined || this.#cursor < shown.behind) return undefined;
    this.#shown = undefined;
    return this.#cursor === shown.behind ? shown.frame : undefined;
  }

  /** The journal has moved on: the store may still have it. */
  #takePast({ from, limit }: { from: number; limit: number }, session: Session): string {
    if (this.#past[0]?.seq !== from) this.#past = this.#readPast(from, session);
    const next = this.#past.shift();
    // What is lost behind the limit is told behind what waits there: a snapshot, as often as not.
    if (next === undefined) return this.#gap(from, Math.min(limit, session.journal.first - 1));
    if (next.seq !== from) {
      this.#past.unshift(next);
      return this.#gap(from, Math.min(limit, next.seq - 1));
    }
    this.#cursor = from;
    return next.frame;
  }

  #readPast(from: number, session: Session): StoredEvent[] {
    try {
      return session.keeper.past(from);
    } catch {
      // The store says by itself that it cannot be read; to this viewer it is a gap, and told as one.
      return [];
    }
  }

  #takeTail(limit: number): string | undefined {
    if (this.#lostTo > this.#cursor) {
      return this.#gap(this.#cursor + 1, Math.min(limit, this.#lostTo));
    }
    const next = this.#tail[0];
    if (next === undefined || next.seq > limit) return undefined;
    this.#tail.shift();
    this.#cursor = next.seq;
    return next.frame;
  }

  #gap(from: number, to: number): string {
    this.#cursor = to;
    return gapFrame(this.#id, from, to);
  }
}

/** Characters kept of a session that has ended, for a viewer that has not read them yet. */
const TAIL_CHARS = 64 * 1024;

function gapFrame(sessionId: string, from: number, to: number): string {
  return encodeSessionEvent(events.sessionGap, { from, to }, { sessionId, seq: undefined });
}
