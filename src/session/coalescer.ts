/**
 * Joins neighbouring pieces of a stream, so that a token does not cost a frame.
 *
 * @module
 */
import type { EventKind, Payload, TextPayload } from "../protocol/event_kind.ts";
import { type BatchWindow, WindowSeat } from "./batch_window.ts";

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
export type Audience = "ready" | "stalled" | "none";

/** How a coalescer behaves. */
export interface CoalescerOptions {
  /** How long a piece may be held. */
  window: BatchWindow;
  mode: CoalesceMode;
  /**
   * Who could read an event now. While nobody can, pieces are held beyond the window, up to a limit: a
   * stalled reader then finds few large events instead of many small ones.
   */
  audience(): Audience;
  /** Takes every event, in order. */
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
export class Coalescer implements TextStream {
  readonly #options: CoalescerOptions;
  // A window in which nothing came ends the batch: the next piece goes out at once again.
  readonly #seat = new WindowSeat(() => {
    this.#joinTail();
    return this.#mayWait() ? this.#options.audience() === "stalled" : this.#release();
  });
  #held: Held[] = [];
  #heldSize = 0;
  // Text to be joined to the last that is held, and its kind while the seat is taken. A token comes seldom
  // enough for a processor to have forgotten its session: what counts is how few objects it touches.
  #tail = "";
  #tailKind: EventKind<TextPayload> | undefined;
  // All that is held is the end of a piece that went out already: it joins its successor in every mode,
  // and waits for it.
  #carries = false;
  #closed = false;

  constructor(options: CoalescerOptions) {
    this.#options = options;
  }

  say(kind: EventKind<TextPayload>, text: string): void {
    if (this.#tailKind === kind) {
      this.#tail += text;
      this.#heldSize += Math.max(1, text.length);
      if (this.#heldSize > HELD_LIMIT) this.#settleHeld();
      return;
    }
    this.push(kind as EventKind, { text });
    const last = this.#held[this.#held.length - 1];
    const joins = last?.kind === kind && !this.#carries && this.#options.mode === "merge";
    if (joins && this.#seat.taken) this.#tailKind = kind;
  }

  /** Takes the next event of the session. */
  push(kind: EventKind, payload: Payload): void {
    if (this.#closed) return;
    if (kind.merge === undefined) {
      this.flush();
      this.#options.emit(kind, payload);
      return;
    }
    this.#hold(kind, payload);
    if (!this.#seat.taken || this.#heldSize > HELD_LIMIT) this.#settleHeld();
  }

  /** Lets go of everything held, whole or not, and ends the window. */
  flush(): void {
    this.#options.window.leave(this.#seat);
    const held = this.#takeHeld();
    for (const { kind, payload } of held) this.#options.emit(kind, payload);
  }

  /** Drops what is held; nothing is emitted any more. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#options.window.leave(this.#seat);
    this.#takeHeld();
  }

  #settleHeld(): void {
    if (!this.#mayWait()) this.#release();
    if (!this.#closed) this.#options.window.join(this.#seat);
  }

  #joinTail(): void {
    const kind = this.#tailKind as EventKind | undefined;
    if (kind === undefined) return;
    const payload = { text: this.#tail };
    this.#tail = "";
    this.#tailKind = undefined;
    if (payload.text === "") return;
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
    if (this.#options.mode === "merge" || carries) {
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
    if (this.#carries) return false;
    this.#joinTail();
    const last = this.#held[this.#held.length - 1];
    const cut = last?.kind.cut?.(last.payload);
    if (last !== undefined && cut === undefined && this.#held.length === 1) {
      // One whole piece, as nearly always: the list it is in is kept for the next.
      this.#held.pop();
      this.#heldSize = 0;
      this.#options.emit(last.kind, last.payload);
      return true;
    }
    const held = this.#takeHeld();
    if (last !== undefined && cut !== undefined) {
      held.pop();
      if (!cut.bare || this.#options.mode === "frames") held.push({ ...last, payload: cut.now });
      this.#held.push({ ...last, payload: cut.rest });
      this.#carries = true;
    }
    for (const { kind, payload } of held) this.#options.emit(kind, payload);
    return held.length > 0;
  }

  #mayWait(): boolean {
    if (this.#held.length === 0 || this.#options.window.ms === 0) return false;
    return this.#heldSize <= HELD_LIMIT && this.#options.audience() !== "ready";
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
