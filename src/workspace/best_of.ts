/**
 * @module
 */

/**
 * The first few of many things in an order, found one by one without keeping or sorting the others.
 */
export class BestOf<T> {
  readonly #most: number;
  readonly #compare: (a: T, b: T) => number;
  readonly #best: T[] = [];

  /** @param compare as for sorting; smaller is better */
  constructor(most: number, compare: (a: T, b: T) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  /** Best first. */
  get all(): readonly T[] {
    return this.#best;
  }

  /** Takes one more; of equals the one that came first is better. */
  offer(item: T): void {
    const best = this.#best;
    const last = best.at(-1);
    const full = best.length >= this.#most;
    if (full && (last === undefined || this.#compare(item, last) >= 0)) return;
    let at = best.length;
    while (at > 0 && this.#compare(item, best[at - 1] as T) < 0) at--;
    best.splice(at, 0, item);
    if (best.length > this.#most) best.pop();
  }
}
