/**
 * Which of a session's events belong to the turn of one prompt. Events do not say it; their order does.
 *
 * @module
 */
import type { EventPayloads, GatewayEvent, Snapshot } from "./contracts.ts";
import { HeldEvents } from "./held_events.ts";

/** What became of a prompt when it was taken. */
export type Taken = "streaming" | "queued" | "steered";

/** How the turn of a prompt ended. */
export type TurnEnd =
  /** By itself, by an interrupt, or as an error: `payload.status` says which. */
  | { readonly kind: "complete"; readonly payload: EventPayloads["message.complete"] }
  | { readonly kind: "failed"; readonly message: string }
  /**
   * It is over, and its end was not seen: it was stopped before it began, or ended while this window was away.
   * The session's history has what there is.
   */
  | { readonly kind: "unseen" };

/** What a finder works with. */
export interface TurnFinderOptions {
  readonly text: string;
  /** Whether a gateway tells a turn's events strictly behind the answer to its prompt. */
  ordered(): boolean;
  onEvent(event: GatewayEvent): void;
  onEnd(end: TurnEnd): void;
  /** Asks how the session stands; {@linkcode TurnFinder.settle} takes the answer. */
  locate(): void;
}

/**
 * - `asking`: the prompt has not been answered;
 * - `behind`: it waits for the turn that runs;
 * - `next`: that turn has ended, and what begins now is ours unless the prompt was called off;
 * - `lost`: it was answered more than once, and may be anywhere;
 * - `inside`: what comes is ours;
 * - `over`.
 */
type Phase = "asking" | "behind" | "next" | "lost" | "inside" | "over";

/** See the module. */
export class TurnFinder {
  readonly #options: TurnFinderOptions;
  #phase: Phase = "asking";
  // Number of the newest event, and what it was when the phase began.
  #newest = 0;
  #since = 0;
  #started = false;
  // From the start of a turn on, while it is not known whether it is ours.
  readonly #kept = new HeldEvents<GatewayEvent>();
  #keptEnds = false;

  constructor(options: TurnFinderOptions) {
    this.#options = options;
  }

  /** Whether the turn runs, as far as is known. */
  get runs(): boolean {
    return this.#phase === "inside";
  }

  /** Whether it may be anywhere: how the session stands will tell. */
  get lost(): boolean {
    return this.#phase === "lost";
  }

  /** The prompt was answered; `again`: it may have been sent before, and the answer be the one to that. */
  taken(status: Taken, again: boolean): void {
    if (this.#phase !== "asking") return;
    if (again) {
      this.#become("lost");
      return this.#options.locate();
    }
    const kept = this.#kept.take();
    this.#become(status === "queued" ? "behind" : "inside");
    if (status === "streaming") { for (const event of kept) this.take(event); }
  }

  /** The session says something. */
  take(event: GatewayEvent): void {
    // That a session has ended on the gateway, and comes back, is no part of what is said there.
    if (event.type === "session.reclaimed") return;
    this.#newest = event.seq ?? this.#newest;
    switch (this.#phase) {
      case "asking":
        if (!this.#options.ordered()) this.#keep(event);
        return;
      case "behind":
        if (endIn(event) === undefined) return;
        this.#become("next");
        return this.#options.locate();
      case "next":
        return this.#keep(event);
      case "inside":
        return this.#inside(event);
    }
  }

  /** The session stands like this, and all events up to there were told. */
  settle(snapshot: Snapshot): void {
    const { running, seq = Infinity } = snapshot;
    const waits = this.#phase === "next" || this.#phase === "lost";
    // More was told than it knows of.
    if (seq < (waits ? this.#newest : this.#since)) {
      return waits ? this.#options.locate() : undefined;
    }
    if (this.#phase === "asking") return;
    if (this.#phase === "next") return this.#decide(snapshot);
    if (!running || (this.#phase === "lost" && !this.#isIn(snapshot))) return this.#end(unseen);
    if (this.#phase === "lost") this.#become("inside");
  }

  /** What was told so far is replaced by this. */
  reset(snapshot: Snapshot): void {
    const shows = this.shows(snapshot);
    this.#kept.clear();
    this.#newest = snapshot.seq ?? this.#newest;
    this.#since = 0;
    if (!snapshot.running) return this.settle(snapshot);
    if (this.#phase === "inside" && !this.#isIn(snapshot)) return this.#end(unseen);
    if (shows) this.#become("inside");
    else if (this.#phase === "next") this.#become("behind");
  }

  /** Whether the snapshot of a reset shows some of this turn, or what was shown of it is to be replaced. */
  shows(snapshot: Snapshot): boolean {
    if (this.#phase === "inside") return true;
    const waits = this.#phase === "behind" || this.#phase === "next";
    return waits && snapshot.running && this.#isIn(snapshot);
  }

  /** The session has ended on the gateway: nothing runs, and nothing waits. */
  notLive(): void {
    if (this.#phase !== "asking") this.#end(unseen);
  }

  /** The session cannot be asked how it stands: what comes next is taken for ours. */
  unsettled(): void {
    if (this.#phase === "lost") return this.#end(unseen);
    if (this.#phase !== "next") return;
    const kept = this.#kept.take();
    this.#become("inside");
    for (const event of kept) this.take(event);
  }

  /** The turn behind which ours waited has ended, and the turn that began then is kept, if one has. */
  #decide(snapshot: Snapshot): void {
    const kept = this.#kept.take();
    const end = kept.map(endIn).findLast((each) => each !== undefined);
    const isIn = snapshot.running && this.#isIn(snapshot);
    // Without numbers nobody knows how old the snapshot is.
    const over = end !== undefined &&
      (this.#wasAnswered(snapshot, end) || !this.#options.ordered());
    if (!isIn && !over) return this.#end(unseen);
    this.#become("inside");
    if (end === undefined || over) { for (const event of kept) this.take(event); }
  }

  /** Whether the history has our prompt with this end. Behind one that was called off there is no answer. */
  #wasAnswered({ messages }: Snapshot, end: TurnEnd): boolean {
    let ours = false;
    let answer: string | undefined;
    for (const message of messages) {
      if (message.role === "user") {
        ours = this.#says(message.text);
        answer = undefined;
      }
      if (ours && message.role === "assistant") answer = message.text;
      if (answer !== undefined && end.kind === "complete" && answer === end.payload.text) {
        return true;
      }
    }
    return false;
  }

  // What begins first is ours, or ours never begins.
  #keep(event: GatewayEvent): void {
    const starts = event.type === "message.start";
    if (this.#phase === "asking" && starts) this.#kept.clear();
    if (this.#kept.size === 0 && !starts) return;
    if (this.#phase === "next" && this.#keptEnds) return;
    this.#keptEnds = endIn(event) !== undefined;
    this.#kept.add(event);
    if (this.#kept.overflowed) this.#end(unseen);
  }

  #inside(event: GatewayEvent): void {
    if (event.type === "message.start") this.#started = true;
    // Of a gateway without order it may be the end of the turn before.
    const early = event.type === "session.info" && !this.#started && !this.#options.ordered();
    const end = early ? undefined : endIn(event);
    this.#options.onEvent(event);
    if (end !== undefined && this.#phase === "inside") this.#end(end);
  }

  #isIn({ inflight }: Snapshot): boolean {
    return inflight === undefined || this.#says(inflight.user);
  }

  // Prompts that waited together are one, with a blank line between.
  #says(asked: string): boolean {
    return asked.includes(this.#options.text.trim());
  }

  #become(phase: Phase): void {
    this.#phase = phase;
    this.#since = this.#newest;
    this.#kept.clear();
    this.#keptEnds = false;
  }

  #end(end: TurnEnd): void {
    if (this.#phase === "over") return;
    this.#become("over");
    this.#options.onEnd(end);
  }
}

const unseen: TurnEnd = { kind: "unseen" };

function endIn(event: GatewayEvent): TurnEnd | undefined {
  switch (event.type) {
    case "message.complete":
      return { kind: "complete", payload: event.payload };
    case "error":
      return { kind: "failed", message: event.payload.message };
    case "session.info":
      return event.payload.running ? undefined : unseen;
    default:
      return undefined;
  }
}
