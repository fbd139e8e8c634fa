/**
 * What a session has said lately, numbered and encoded once for everybody.
 *
 * @module
 */
import type { EventKind, Payload } from "../protocol/event_kind.ts";
import { encodeBehind, seqLead, sessionEventHead } from "../protocol/event_frame.ts";
import type { JournalBudget, Spender } from "./journal_budget.ts";

/** How much a journal keeps. */
export interface JournalLimits {
  /** Events kept; PROTOCOL 7.3: 512. */
  maxEvents: number;
  /** Characters of encoded frames kept; PROTOCOL 7.3: 4 MiB. The newest event stays whatever its size. */
  maxChars: number;
  /** What all journals may keep together; without one this journal is on its own. */
  budget?: JournalBudget;
}

/** The usual limits. */
export const defaultJournalLimits: JournalLimits = {
  maxEvents: 512,
  maxChars: 4 * 1024 * 1024,
};

const aside = seqLead(undefined);

/** A ring of encoded events. Numbers start at 1, have no holes, and outlive what is evicted. */
export class Journal implements Spender {
  // What each event looks at stands first: a processor has it with the object's beginning.
  //
  // Frames of seq first…latest, each with its number of characters beside it: a frame that goes need not be
  // looked at. See #slot.
  readonly #ring: (string | number)[] = [];
  #first = 1;
  #latest = 0;
  #chars = 0;
  #lastKind: EventKind | undefined;
  #lastHead = "";
  // What stands before a number: of the turn that runs, and outside of any.
  #lead = aside;
  readonly #limits: JournalLimits;
  #budget: JournalBudget | undefined;
  #usedAt = 0;
  // From this number on events stay whatever their size: their viewers have not been told of them yet.
  #pinned = Infinity;
  #turnId: string | undefined;
  readonly #sessionId: string;
  // How frames of each kind begin: the same text every time.
  readonly #heads = new Map<EventKind, string>();

  /** @param latest number of the last event that was said before, in another life of the session */
  constructor(sessionId: string, limits: JournalLimits = defaultJournalLimits, latest = 0) {
    this.#sessionId = sessionId;
    this.#limits = limits;
    this.#latest = latest;
    this.#first = latest + 1;
    this.#budget = limits.budget;
    this.#budget?.join(this);
  }

  /** Number of the oldest event that is still here; `latest + 1` when there is none. */
  get first(): number {
    return this.#first;
  }

  /** Number of the newest event; 0 before the first. */
  get latest(): number {
    return this.#latest;
  }

  /** The turn that what is said now belongs to; `undefined`: none. */
  get turnId(): string | undefined {
    return this.#turnId;
  }

  /** What is said from now on is of this turn, or of none. */
  turn(id: string | undefined): void {
    this.#turnId = id;
    this.#lead = seqLead(id);
  }

  get chars(): number {
    return this.#chars;
  }

  get usedAt(): number {
    return this.#usedAt;
  }

  /** Numbers, encodes and keeps an event. */
  append(kind: EventKind, payload: Payload): void {
    const before = this.#chars;
    const seq = this.#latest + 1;
    const lead = kind.aside ? aside : this.#lead;
    const frame = encodeBehind(this.#head(kind), payload, `${lead}${seq}`);
    while (this.#first <= this.#latest && this.#isFullFor(frame)) this.#evict();
    const slot = this.#slot(seq);
    this.#ring[slot] = frame;
    this.#ring[slot + 1] = frame.length;
    this.#chars += frame.length;
    this.#latest = seq;
    if (this.#budget === undefined) return;
    this.#usedAt = this.#budget.spend(this.#chars - before);
    this.#budget.keepWithin(this);
  }

  /** What is said from now on stays, whatever its size, until {@linkcode Journal.release}. */
  pin(): void {
    this.#pinned = Math.min(this.#pinned, this.#latest + 1);
  }

  /** The viewers have been told: what is over the limit goes. */
  release(): void {
    this.#pinned = Infinity;
    const before = this.#chars;
    while (this.#first < this.#latest && this.#chars > this.#limits.maxChars) this.#evict();
    if (this.#chars < before) this.#budget?.spend(this.#chars - before);
  }

  free(chars: number, keep: number): void {
    const before = this.#chars;
    const end = Math.min(this.#latest + 1 - keep, this.#pinned);
    while (this.#first < end && before - this.#chars < chars) this.#evict();
    this.#budget?.spend(this.#chars - before);
  }

  /** The session has ended: what is still here is nobody else's loss. It can be read, and grows no more. */
  close(): void {
    this.#budget?.leave(this);
    this.#budget = undefined;
  }

  /** The frame of an event, or `undefined` where it is gone or yet to come. */
  at(seq: number): string | undefined {
    if (seq < this.#first || seq > this.#latest) return undefined;
    return this.#ring[this.#slot(seq)] as string;
  }

  #head(kind: EventKind): string {
    // Nearly always a stream that goes on.
    if (kind === this.#lastKind) return this.#lastHead;
    const head = this.#heads.get(kind) ?? sessionEventHead(kind, this.#sessionId);
    this.#heads.set(kind, head);
    this.#lastKind = kind;
    this.#lastHead = head;
    return head;
  }

  #isFullFor(frame: string): boolean {
    if (this.#latest - this.#first + 1 >= this.#limits.maxEvents) return true;
    return this.#chars + frame.length > this.#limits.maxChars && this.#first < this.#pinned;
  }

  #evict(): void {
    const slot = this.#slot(this.#first);
    this.#chars -= this.#ring[slot + 1] as number;
    this.#ring[slot] = "";
    this.#first++;
  }

  // Where a frame stands.
  #slot(seq: number): number {
    return 2 * ((seq - 1) % this.#limits.maxEvents);
  }
}
