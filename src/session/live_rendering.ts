/**
 * The renderings of an answer while it is being said.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import type { Look, Rendering } from "./rendering.ts";

/** What is followed: the answer as far as it has been sent. */
export interface Followed {
  /** What has been said since the turn began, or since its last tool. */
  readonly segment: string;
}

/** What a live rendering works with. */
export interface LiveRenderingOptions {
  rendering: Pick<Rendering, "beginning" | "isOn" | "look">;
  /** Number of the newest event of the session. */
  latest(): number;
  /** Whether anybody would be given a frame at once. */
  isHeard(): boolean;
  /** Shows a rendering of all that has been said up to an event, behind that event. */
  show(rendered: string, seq: number): void;
  clock: Clock;
}

/** What was asked for. */
interface Order {
  text: string;
  look: Look;
  /** Number of the event behind which it belongs. */
  seq: number;
  followed: Followed;
}

/** Characters of an answer that is rendered while it grows: each rendering is all of it. */
export const LIVE_CHARS = 16 * 1_024;
/** Milliseconds between two renderings: more often than eyes can follow is of no use. */
const PACE_MS = 66;
/** Characters of renderings that are sent in a millisecond, on average: long ones come less often. */
const CHARS_PER_MS = 100;
/** How much of the time a renderer works for one session, at most: a quarter. */
const REST = 3;

/**
 * Follows what a session sends and shows renderings between it: one is on its way at a time, the newest
 * state is the one that is rendered next, and one that has been overtaken by an event is not shown. Nothing
 * waits for it. An answer that cannot be rendered once is not tried again: it would not get better.
 */
export class LiveRendering {
  readonly #options: LiveRenderingOptions;
  #followed: Followed | undefined;
  /** The text that was rendered last, and for which terminal. */
  #done: { text: string; look: Look } | undefined;
  #isBusy = false;
  #pause: Timer | undefined;
  /** It was of no use for this answer. */
  #hasFailed = false;

  constructor(options: LiveRenderingOptions) {
    this.#options = options;
  }

  /** An event of a turn has been sent. Called for each: it has to cost nothing where nobody wants it. */
  follow(followed: Followed): void {
    if (!this.#options.rendering.isOn) return;
    if (followed !== this.#followed) this.#hasFailed = false;
    this.#followed = followed;
    this.#next();
  }

  /** The window has another width, or wants something else. */
  refresh(): void {
    this.#next();
  }

  /** The turn is over, or the session. */
  stop(): void {
    this.#followed = undefined;
    this.#done = undefined;
    this.#pause?.cancel();
    this.#pause = undefined;
  }

  #next(): void {
    const { rendering, isHeard, latest, clock } = this.#options;
    if (this.#followed === undefined || this.#isBusy || this.#pause !== undefined) return;
    const text = this.#followed.segment;
    if (text === "") {
      // A tool has ended it: what comes is another one.
      this.#hasFailed = false;
      return;
    }
    const { look } = rendering;
    if (this.#hasFailed || text.length > LIVE_CHARS || !isHeard() || this.#isDone(text, look)) {
      return;
    }
    const rendered = rendering.beginning(text);
    if (rendered === undefined) return;
    this.#isBusy = true;
    const order: Order = { text, look, seq: latest(), followed: this.#followed };
    const began = clock.monotonic();
    rendered.then((shown) => {
      this.#isBusy = false;
      this.#take(shown, order);
      this.#rest(clock.monotonic() - began, shown?.length ?? 0);
    });
  }

  #isDone(text: string, look: Look): boolean {
    return this.#done?.text === text && isSame(this.#done.look, look);
  }

  #take(shown: string | undefined, { text, look, seq, followed }: Order): void {
    if (followed !== this.#followed || !followed.segment.startsWith(text)) return;
    if (shown === undefined) {
      this.#hasFailed = true;
      return;
    }
    // What has been said, or asked for, since then is the newer state.
    if (this.#options.latest() !== seq || !isSame(look, this.#options.rendering.look)) return;
    this.#done = { text, look };
    // All there is may still turn out to be something else.
    if (shown !== "") this.#options.show(shown, seq);
  }

  #rest(tookMs: number, chars: number): void {
    if (this.#followed === undefined) return;
    const ms = Math.max(PACE_MS, REST * tookMs, chars / CHARS_PER_MS);
    this.#pause = this.#options.clock.after(ms, () => {
      this.#pause = undefined;
      this.#next();
    });
  }
}

function isSame(one: Look, other: Look): boolean {
  return one.cols === other.cols && one.colours === other.colours;
}
