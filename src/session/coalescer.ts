/**
 * Joins neighbouring pieces of a stream, so that a token does not cost a frame.
 *
 * @module
 */
import type { EventKind, Payload, TextPayload } from "../protocol/event_kind.ts";
import type { BatchWindow, WindowSeat } from "./batch_window.ts";

/**
 * What happens to pieces of one kind that are held together.
 *
 * - `merge`: they become one event.
 * - `frames`: each stays an event of its own, delayed but not joined, as a plain tui_gateway does it.
 */
export type CoalesceMode = "merge" | "frames";

/**
 * Who hears a stream: somebody whose socket has room, only peers that stall, or nobody, until somebody
 * comes and asks for what is held.
 */
export type Readiness = "ready" | "stalled" | "none";

/** How a coalescer behaves. */
export interface CoalescerOptions {
  /** How long a piece may be held. */
  window: BatchWindow;
  mode: CoalesceMode;
  /** Where what is joined goes. */
  sink: EventSink;
}

/** Takes every event, in order. */
export interface EventSink {
  /**
   * Who could read an event now. While nobody can, pieces are held beyond the window, up to a limit: a
   * stalled reader then finds few large events instead of many small ones.
   */
  readonly readiness: Readiness;
  emit(kind: EventKind, payload: Payload): void;
}

/** Takes pieces of text, which are most of what an agent says. */
export interface TextStream {
  /** As `push(kind, { text })`, for a kind whose pieces are joined text to text. */
  say(kind: EventKind<TextPayload>, text: string): void;
}

interface Held {
  kind: EventKind;
  payload: Payload;
}

/** Characters held at most: a flood goes out in frames of about this size instead of one huge one. */
const HELD_LIMIT = 64 * 1024;

/**
 * One session's stream. The first piece after a quiet moment goes out at once; those behind it wait for
 * the end of the window. An event that does not merge pushes out what is held, and follows it.
 */
export class Coalescer implements TextStream, WindowSeat {
  // Text that is added up while the seat is taken, and its kind: nearly always all there is, and else to be
  // joined to the last that is held. A token comes seldom enough for a processor to have forgotten its session:
  // what counts is how few objects it touches, here and at the end of a window. So a stream is its own seat, and
  // what it looks at most stands first.
  #tailKind: EventKind<TextPayload> | undefined;
  #tail = "";
  #heldSize = 0;
  taken = false;
  listedIn = 0;
  #held: Held[] = [];
  // All that is held is the end of a piece that went out already: it joins its successor in every mode,
  // and waits for it.
  #carries = false;
  #closed = false;
  readonly #sink: EventSink;
  readonly #window: BatchWindow;
  readonly #merges: boolean;

  constructor({ window, mode, sink }: CoalescerOptions) {
    this.#window = window;
    this.#merges = mode === "merge";
    this.#sink = sink;
  }

  say(kind: EventKind<TextPayload>, text: string): void {
    if (this.#tailKind !== kind) {
      // A piece without text may be an event of its own, and nothing is to be added up.
      if (text === "" || !this.#mayTail(kind)) return this.push(kind as EventKind, { text });
      this.#tailKind = kind;
    }
    this.#tail += text;
    if (this.#size > HELD_LIMIT) this.#settleHeld();
  }

  /** Takes the next event of the session. */
  push(kind: EventKind, payload: Payload): void {
    if (this.#closed) return;
    if (kind.merge === undefined) {
      this.flush();
      this.#sink.emit(kind, payload);
      return;
    }
    this.#hold(kind, payload);
    if (!this.taken || this.#size > HELD_LIMIT) this.#settleHeld();
  }

  // A window in which nothing came ends the batch: the next piece goes out at once again.
  windowEnded(): boolean {
    if (!this.#mayWait()) {
      const more = this.#release();
      // Whoever heard it may have closed the stream.
      return more && !this.#closed;
    }
    this.#joinTail();
    return this.#sink.readiness === "stalled";
  }

  /** Lets go of everything held, whole or not, and ends the window. */
  flush(): void {
    this.#window.leave(this);
    const held = this.#takeHeld();
    for (const { kind, payload } of held) this.#sink.emit(kind, payload);
  }

  /** Drops what is held; nothing is emitted any more. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#window.leave(this);
    this.#takeHeld();
  }

  get #size(): number {
    return this.#heldSize + this.#tail.length;
  }

  /** Whether text of a kind may be added up until the window ends. */
  #mayTail(kind: EventKind<TextPayload>): boolean {
    if (!this.taken || this.#tailKind !== undefined || !this.#merges || this.#carries) return false;
    return this.#held.length === 0 || this.#held[this.#held.length - 1]?.kind === kind;
  }

  #settleHeld(): void {
    if (!this.#mayWait()) this.#release();
    if (!this.#closed) this.#window.join(this);
  }

  #joinTail(): void {
    const kind = this.#tailKind as EventKind | undefined;
    if (kind === undefined) return;
    const payload = { text: this.#tail };
    this.#heldSize += payload.text.length;
    this.#tail = "";
    this.#tailKind = undefined;
    const last = this.#held[this.#held.length - 1];
    const merged = last && kind.merge?.(last.payload, payload);
    if (last !== undefined && merged !== undefined) last.payload = merged;
    else this.#held.push({ kind, payload });
  }

  #hold(kind: EventKind, payload: Payload): void {
    this.#joinTail();
    const last = this.#held[this.#held.length - 1];
    const carries = this.#carries;
    this.#carries = false;
    // At least 1: pieces without text must not be held without end either.
    this.#heldSize += Math.max(1, kind.size?.(payload) ?? 0);
    if (last?.kind !== kind) {
      this.#held.push({ kind, payload });
      return;
    }
    if (this.#merges || carries) {
      const merged = kind.merge?.(last.payload, payload);
      if (merged === undefined) this.#held.push({ kind, payload });
      else last.payload = merged;
      return;
    }
    const cut = kind.cut?.(last.payload);
    const whole = cut && kind.merge?.(cut.rest, payload);
    if (whole) last.payload = cut.now;
    this.#held.push({ kind, payload: whole ?? payload });
  }

  /** Emits what is held, but for an end that cannot stand alone yet. Says whether anything went out. */
  #release(): boolean {
    if (this.#held.length === 0) return this.#releaseTail();
    if (this.#carries) return false;
    const held = this.#takeHeld();
    const last = held[held.length - 1];
    const cut = last?.kind.cut?.(last.payload);
    if (last !== undefined && cut !== undefined) {
      held.pop();
      if (!cut.bare || !this.#merges) held.push({ ...last, payload: cut.now });
      this.#held.push({ ...last, payload: cut.rest });
      this.#carries = true;
    }
    for (const { kind, payload } of held) this.#sink.emit(kind, payload);
    return held.length > 0;
  }

  /** As `release`, where all there is is text that was added up, as nearly always. */
  #releaseTail(): boolean {
    const kind = this.#tailKind as EventKind | undefined;
    if (kind === undefined) return false;
    const payload = { text: this.#tail };
    if (kind.cut?.(payload) !== undefined) {
      this.#joinTail();
      return this.#release();
    }
    this.#tail = "";
    this.#tailKind = undefined;
    this.#sink.emit(kind, payload);
    return true;
  }

  #mayWait(): boolean {
    if (this.#window.ms === 0) return false;
    if (this.#held.length === 0 && this.#tailKind === undefined) return false;
    return this.#size <= HELD_LIMIT && this.#sink.readiness !== "ready";
  }

  #takeHeld(): Held[] {
    this.#joinTail();
    const held = this.#held;
    if (held.length === 0) return held;
    this.#held = [];
    this.#heldSize = 0;
    this.#carries = false;
    return held;
  }
}
