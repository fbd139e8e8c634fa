/**
 * @module
 */
import type { Outbox, Source } from "../transport/outbox.ts";
import type { ListNews } from "./list_news.ts";

/**
 * News of sessions on their way to one connection. One that does not read finds what happened meanwhile in
 * one piece, however long that took.
 */
export class Bulletin implements Source {
  readonly #outbox: Outbox;
  #unread: ListNews | undefined;
  // Of what is being read: the frames that are left.
  #left: string[] = [];
  #taken = 0;

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** Takes news. */
  hear(news: ListNews): void {
    this.#unread = this.#unread?.with(news) ?? news;
    this.#outbox.wake(this);
  }

  get end(): number {
    return this.#taken + this.#left.length + (this.#unread?.size ?? 0);
  }

  take(limit: number): string | undefined {
    if (this.#taken >= limit) return undefined;
    if (this.#left.length === 0) {
      this.#left = [...this.#unread?.frames ?? []];
      this.#unread = undefined;
    }
    const frame = this.#left.shift();
    if (frame !== undefined) this.#taken++;
    return frame;
  }
}
