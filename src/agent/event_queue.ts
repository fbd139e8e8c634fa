/**
 * @module
 */
import { Drain } from "./drain.ts";

/** Takes what happens in several places at once, and hands it out in order, all that is there at a time. */
export class EventQueue<T> {
  readonly drain: Drain = new Drain();
  #waiting = new Map<unknown, T>();
  #ended = false;
  #wake: () => void = () => {};

  /** @param key where it is given, the item takes the place of one with the same key that still waits */
  push(item: T, key: unknown = Symbol()): void {
    this.#waiting.set(key, item);
    this.drain.filled();
    this.#wake();
  }

  /** Nothing more comes. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *batches(): AsyncGenerator<T[], void, void> {
    for (;;) {
      if (this.#waiting.size > 0) {
        const batch = [...this.#waiting.values()];
        this.#waiting = new Map();
        yield batch;
        continue;
      }
      this.drain.ran();
      if (this.#ended) return;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
