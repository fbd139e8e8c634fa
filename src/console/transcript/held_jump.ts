/**
 * Jumps that arrive, though the page is still being scrolled.
 *
 * @module
 */

/**
 * Milliseconds for which smooth scrolling may go on behind what began it, and behind a jump. Browsers take
 * a fifth of a second, and on a machine that has other things to do more than one. There is no sign of its
 * end: `scrollend` is told of each place that a page sets in its midst as well.
 */
const GOES_ON_MS = 2_000;

/**
 * Repeats a jump that the browser undid. What a key or a wheel has begun to scroll smoothly goes on to an
 * end of its own behind any place that a page sets meanwhile (Chromium): who pages down and presses Home
 * at once would stay where the pages lead.
 */
export class HeldJump {
  readonly #now: () => number;
  #pushedAt = Number.NEGATIVE_INFINITY;
  #held: { readonly go: () => void; readonly until: number } | undefined;

  /** @param now milliseconds on a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether a jump is being held, so that what scrolls meanwhile is nobody's wish. */
  get holds(): boolean {
    return this.#held !== undefined && this.#now() < this.#held.until;
  }

  /** The user scrolls, which the browser may do smoothly. */
  push(): void {
    this.release();
    this.#pushedAt = this.#now();
  }

  /** The user does something else, and may be led elsewhere by it. */
  release(): void {
    this.#held = undefined;
  }

  /** Jumps, and holds the jump where something was being scrolled. */
  jump(go: () => void): void {
    const now = this.#now();
    this.#held = now < this.#pushedAt + GOES_ON_MS ? { go, until: now + GOES_ON_MS } : undefined;
    go();
  }

  /** Scrolling has come to rest, or seems to. */
  rest(): void {
    if (this.holds) this.#held?.go();
  }
}
