/** Choices that a seed decides. */
import { numbersFrom } from "../support/numbers_from.ts";

export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = numbersFrom(seed);
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  /** One of a list; `undefined` where it is empty. */
  pick<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** One of a list that has at least one. */
  one<T>(...list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] as T;
  }

  /** One of a table, by its weight. */
  weighted<T>(table: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.#next() * table.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of table) {
      left -= weight;
      if (left < 0) return value;
    }
    return (table.at(-1) as readonly [number, T])[1];
  }
}
