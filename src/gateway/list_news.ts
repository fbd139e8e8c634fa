/**
 * @module
 */
import { encodeSessionEvent } from "../protocol/event_frame.ts";
import { type ListChange, newsEvents } from "../protocol/news_events.ts";
import type { PayloadOf } from "../protocol/events.ts";
import type { EndReason } from "../session/session_state.ts";

type Reclaimed = PayloadOf<typeof newsEvents.sessionReclaimed>;

/** Sessions that are named; whoever asks for the list again sees all of them. */
const MOST_NAMED = 64;
/** Ends that are told one by one: a thousand windows may go at once. */
const MOST_RECLAIMED = 32;

/** What has become of sessions since it was told last. One for all connections, encoded once. */
export class ListNews {
  readonly #changes = new Set<ListChange>();
  readonly #named = new Set<string>();
  readonly #reclaimed = new Map<string, Reclaimed>();
  #more = false;
  #frames: readonly string[] | undefined;

  /** Something happened to a session, by its stored id. */
  add(change: ListChange, stored: string): void {
    this.#changes.add(change);
    this.#name(stored);
  }

  /** A session ended. Who closed it knows, and a shutdown tells it by ending the connection. */
  ended({ id, storedId }: { id: string; storedId: string }, reason: EndReason): void {
    this.add("ended", storedId);
    if (reason === "tui_close" || reason === "tui_shutdown") return;
    if (this.#reclaimed.size < MOST_RECLAIMED) {
      this.#reclaimed.set(id, { stored_session_id: storedId, reason });
    }
  }

  /** This and what came later, for whoever has read neither. */
  with(later: ListNews): ListNews {
    const both = new ListNews();
    for (const { changes, named, reclaimed, more } of [this.#parts(), later.#parts()]) {
      for (const change of changes) both.#changes.add(change);
      for (const stored of named) both.#name(stored);
      for (const [id, end] of reclaimed) {
        if (both.#reclaimed.size < MOST_RECLAIMED) both.#reclaimed.set(id, end);
      }
      both.#more ||= more;
    }
    return both;
  }

  /** How many frames it is. */
  get size(): number {
    return this.#reclaimed.size + 1;
  }

  /** Its frames, the list's last. Nothing is added once they were asked for. */
  get frames(): readonly string[] {
    return this.#frames ??= [
      ...[...this.#reclaimed].map(([sessionId, reclaimed]) =>
        encodeSessionEvent(newsEvents.sessionReclaimed, reclaimed, { sessionId, seq: undefined })
      ),
      encodeSessionEvent(newsEvents.sessionsChanged, {
        changes: [...this.#changes],
        sessions: [...this.#named],
        ...(this.#more ? { more: true as const } : {}),
      }, { sessionId: "", seq: undefined }),
    ];
  }

  #name(stored: string): void {
    if (this.#named.has(stored)) return;
    if (this.#named.size < MOST_NAMED) this.#named.add(stored);
    else this.#more = true;
  }

  #parts() {
    return {
      changes: this.#changes,
      named: this.#named,
      reclaimed: this.#reclaimed,
      more: this.#more,
    };
  }
}
