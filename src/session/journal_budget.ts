/**
 * @module
 */

/** A journal, as the budget it shares with others sees it. */
export interface Spender {
  /** Characters it holds. */
  readonly chars: number;
  /** Grows with each event: of two, the one with the smaller has been quiet for longer. */
  readonly usedAt: number;
  /** Lets go of its oldest events until so many characters are free, but for the newest `keep`. */
  free(chars: number, keep: number): void;
}

/**
 * What all journals of a gateway may hold together. Over it the journals that have been quiet for
 * longest lose their oldest events first.
 *
 * An event costs an addition. Only when the limit is passed are the journals looked through, and then
 * a sixteenth of it is freed at once: with 64 Mi, a look for every 4 Mi characters that are said.
 */
export class JournalBudget {
  readonly #limit: number;
  readonly #step: number;
  // Above the limit for as long as what is over it may not go: looking again at once would be in vain.
  #lookAt: number;
  readonly #spenders = new Set<Spender>();
  #chars = 0;
  #time = 0;

  /** @param limit characters; 0: no limit */
  constructor(limit: number) {
    this.#limit = limit === 0 ? Infinity : limit;
    this.#step = Math.ceil(limit / 16);
    this.#lookAt = this.#limit;
  }

  /** Characters held in all. */
  get chars(): number {
    return this.#chars;
  }

  /** How many journals share it now. */
  get size(): number {
    return this.#spenders.size;
  }

  join(spender: Spender): void {
    this.#spenders.add(spender);
  }

  /** What the journal still holds does not count any more. Idempotent. */
  leave(spender: Spender): void {
    if (this.#spenders.delete(spender)) this.#chars -= spender.chars;
  }

  /** A journal has grown by so many characters, or shrunk. Answers the time of it. */
  spend(chars: number): number {
    this.#chars += chars;
    return ++this.#time;
  }

  /** Frees what is over the limit; the newest event of `growing` stays, for nobody has read it yet. */
  keepWithin(growing: Spender): void {
    if (this.#chars > this.#lookAt) this.#makeRoom(growing);
  }

  #makeRoom(growing: Spender): void {
    const target = this.#limit - this.#step;
    const quietFirst = [...this.#spenders].sort((a, b) => a.usedAt - b.usedAt);
    for (const spender of quietFirst) {
      if (this.#chars <= target) break;
      spender.free(this.#chars - target, spender === growing ? 1 : 0);
    }
    this.#lookAt = Math.max(this.#limit, this.#chars + this.#step);
  }
}
