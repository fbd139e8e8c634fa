/**
 * What sessions are called: titles that somebody sets, and those a conversation gets by itself.
 *
 * @module
 */
import { wireError } from "../protocol/errors.ts";
import type { Registry } from "../session/registry.ts";
import type { Session } from "../session/session.ts";
import { type Store, StoreError } from "../store/store.ts";
import type { NewsDesk } from "./news_desk.ts";
import { tidyTitle, titleFault } from "./title_rules.ts";

/** What is needed to set titles. */
export interface TitlesOptions {
  store: Store;
  registry: Registry;
  /** Tells lists of sessions of a title. */
  news: Pick<NewsDesk, "tell">;
}

/**
 * Sets titles and remembers those that are pending: shown already, but not in the store, because that is
 * out. The end of each turn tries them again.
 */
export class Titles {
  readonly #options: TitlesOptions;
  readonly #pending = new Set<Session>();
  // Of sessions that were opened while nobody could tell whether their title is free.
  readonly #unsure = new Map<Session, string>();

  constructor(options: TitlesOptions) {
    this.#options = options;
  }

  isPending(session: Session): boolean {
    return this.#pending.has(session) || this.#unsure.has(session);
  }

  /** The title of a session, or the one it will have if that is free. */
  of(session: Session): string {
    return this.#unsure.get(session) ?? session.title;
  }

  /**
   * A title a session may be opened with. One that is refused is dropped: it must not keep a session from
   * being opened. `wanted` is what to ask for later, where nobody can tell now.
   */
  admit(asked: string): { title: string; wanted?: string } {
    const title = tidyTitle(asked);
    try {
      return { title: titleFault(title, this.#options.registry) === undefined ? title : "" };
    } catch (fault) {
      if (!(fault instanceof StoreError)) throw fault;
      return { title: "", wanted: title };
    }
  }

  /** A session has been opened with what {@linkcode Titles.admit} answered. */
  opened(session: Session, wanted?: string): void {
    if (wanted !== undefined) this.#unsure.set(session, wanted);
    if (session.title !== "") this.#settle(session);
  }

  /**
   * Sets a title. The same one again changes nothing.
   *
   * @throws {RpcError} 4021 blank, 4022 refused, 5007 the store cannot be asked whether it is free
   */
  set(session: Session, wanted: string): { title: string; pending: boolean } {
    const title = tidyTitle(wanted);
    if (title === "") throw wireError("titleRequired");
    if (title === session.title) {
      this.retry(session);
      return { title: session.title, pending: this.isPending(session) };
    }
    const fault = this.#fault(title, session);
    if (fault !== undefined) throw wireError("badTitle", fault);
    this.give(session, title);
    if (session.agents.current !== undefined) session.tellInfo();
    return { title, pending: this.isPending(session) };
  }

  /** Gives a session a title that is known to be free. */
  give(session: Session, title: string): void {
    this.#unsure.delete(session);
    session.title = title;
    session.touch();
    session.keeper.begin();
    session.keeper.row();
    this.#settle(session);
    this.#options.news.tell("titled", session);
  }

  /** Tries once more to keep a title that is pending; one that somebody else has by now is dropped. */
  retry(session: Session): void {
    if (session.closed) return;
    try {
      this.#retryUnsure(session);
      if (!this.#pending.has(session)) return;
      session.keeper.row();
      this.#settle(session);
    } catch (fault) {
      // The store is still out, and says so itself: the next turn tries again.
      if (!(fault instanceof StoreError)) throw fault;
    }
  }

  /** A session has ended. */
  forget(session: Session): void {
    this.#pending.delete(session);
    this.#unsure.delete(session);
  }

  #retryUnsure(session: Session): void {
    const wanted = this.#unsure.get(session);
    if (wanted === undefined) return;
    const isFree = titleFault(wanted, this.#options.registry, session) === undefined;
    this.#unsure.delete(session);
    if (!isFree) return;
    this.give(session, wanted);
    session.tellInfo();
  }

  #settle(session: Session): void {
    if (this.#isKept(session)) this.#pending.delete(session);
    else this.#pending.add(session);
  }

  #isKept({ storedId, title }: Session): boolean {
    const { store } = this.#options;
    // What waits in memory reads as if it were kept.
    if (store.outage !== undefined) return false;
    try {
      return store.session(storedId)?.title === title;
    } catch (fault) {
      if (fault instanceof StoreError) return false;
      throw fault;
    }
  }

  #fault(title: string, session: Session): string | undefined {
    try {
      return titleFault(title, this.#options.registry, session);
    } catch (fault) {
      if (!(fault instanceof StoreError)) throw fault;
      throw wireError("titleFailed", `state.db unavailable: ${fault.message}`);
    }
  }
}
