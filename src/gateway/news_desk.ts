/**
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import type { ListChange } from "../protocol/news_events.ts";
import type { EndReason } from "../session/session_state.ts";
import { ListNews } from "./list_news.ts";

/** What a news desk works with. */
export interface NewsDeskOptions {
  clock: Clock;
  /** Everybody who hears of it. */
  readers: ReadonlySet<{ hearNews(news: ListNews): void }>;
}

/** Milliseconds between two pieces of news at least. */
const WINDOW_MS = 250;
/** And for each connection: a thousand of them are told no more than a thousand times a second in all. */
const WINDOW_MS_EACH = 1;

/**
 * Tells every connection that a list of sessions has changed: what happens within a window is told together.
 * The window begins with the first change, so that a steady stream of them is told too.
 */
export class NewsDesk {
  readonly #options: NewsDeskOptions;
  #news: ListNews | undefined;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: NewsDeskOptions) {
    this.#options = options;
  }

  /** Something that lists show has changed. */
  tell(change: ListChange, { storedId }: { storedId: string }): void {
    this.#gather()?.add(change, storedId);
  }

  /** A session has ended. */
  ended(session: { id: string; storedId: string }, reason: EndReason): void {
    this.#gather()?.ended(session, reason);
  }

  /** Nothing more is told. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#news = undefined;
  }

  #gather(): ListNews | undefined {
    if (this.#closed) return undefined;
    const { clock, readers } = this.#options;
    const ms = Math.max(WINDOW_MS, WINDOW_MS_EACH * readers.size);
    this.#timer ??= clock.after(ms, () => this.#publish());
    return this.#news ??= new ListNews();
  }

  #publish(): void {
    const news = this.#news;
    this.#news = undefined;
    this.#timer = undefined;
    if (news === undefined) return;
    for (const reader of this.#options.readers) reader.hearNews(news);
  }
}
