/**
 * Reads a store as if what waits for it had been written.
 *
 * @module
 */
import { approvalKey, inOrder } from "./approvals.ts";
import type { KeptSession } from "./check_changes.ts";
import type { PendingChanges, PendingSession } from "./pending_changes.ts";
import type { StoreReads } from "./relayed_reads.ts";
import {
  type EventRange,
  goesOn,
  type SessionQuery,
  speaksOf,
  type Store,
  type StoredApproval,
  type StoredEvent,
  type StoredMessage,
  type StoredPrompt,
  type StoredSession,
  StoreError,
} from "./store.ts";

/**
 * See the module. The store is asked only for what does not wait: its methods throw
 * {@linkcode StoreError} where that is needed and cannot be had.
 */
export class PendingReads implements StoreReads {
  readonly #inner: Store;
  readonly #pending: PendingChanges;

  constructor(inner: Store, pending: PendingChanges) {
    this.#inner = inner;
    this.#pending = pending;
  }

  session(id: string): StoredSession | undefined {
    const pending = this.#pending.of(id);
    if (pending?.session) return structuredClone(pending.session);
    return pending?.isDeleted ? undefined : this.#inner.session(id);
  }

  sessionByLiveId(liveId: string): StoredSession | undefined {
    return this.#newest(
      (session) => session.liveId === liveId,
      () => this.#inner.sessionByLiveId(liveId),
    );
  }

  sessionByTitle(title: string): StoredSession | undefined {
    return this.#newest(
      (session) => session.title === title,
      () => this.#inner.sessionByTitle(title),
    );
  }

  sessions({ limit, ...query }: SessionQuery): StoredSession[] {
    const { without = [], superseded = false, unended = false, text = "" } = query;
    const waiting = this.#rows((row) =>
      !without.includes(row.source) && (superseded || !goesOn(row)) &&
      (!unended || row.ended === undefined) && speaksOf(row, text)
    ).reverse();
    const kept = this.#inner.sessions({ ...query, limit: limit + this.#pending.size });
    return [...waiting, ...kept.filter((row) => this.#unlessPending(row))]
      .sort((a, b) => b.lastActive - a.lastActive)
      .slice(0, limit);
  }

  children(id: string): StoredSession[] {
    const all = this.#unlessNew(id, [], () => this.#inner.children(id));
    const kept = all.filter((row) => this.#unlessPending(row));
    return [...kept, ...this.#rows(({ parent }) => parent?.id === id)].sort(byAge);
  }

  messages(id: string): StoredMessage[] {
    const pending = this.#pending.of(id);
    const { from, messages } = pending?.messages ?? { from: Infinity, messages: [] };
    const kept = pending?.isDeleted || from === 0 ? [] : this.#inner.messages(id);
    return [...kept.slice(0, from), ...messages.map((message) => ({ ...message }))];
  }

  events(id: string, { after, limit }: { after: number; limit: number }): StoredEvent[] {
    const pending = this.#pending.of(id);
    if (!pending) return this.#inner.events(id, { after, limit });
    const { events, firstEvent } = pending;
    const first = events[firstEvent]?.seq ?? Infinity;
    const isHere = beginsHere(pending) || after + 1 >= first;
    const kept = isHere ? [] : this.#inner.events(id, { after, limit });
    const start = firstEvent + Math.max(0, after + 1 - first);
    const waiting = events.slice(start, start + limit - kept.length);
    return [...kept, ...waiting.map((event) => ({ ...event }))];
  }

  range(id: string): EventRange {
    const pending = this.#pending.of(id);
    if (!pending) return this.#inner.range(id);
    const { events, firstEvent, resetFrom = 1 } = pending;
    const [oldest, newest] = [events[firstEvent], events.at(-1)];
    const kept = beginsHere(pending)
      ? { first: oldest?.seq ?? resetFrom, latest: resetFrom - 1 }
      : this.#inner.range(id);
    if (!oldest || !newest) return kept;
    return { first: kept.latest === 0 ? oldest.seq : kept.first, latest: newest.seq };
  }

  prompt(sessionId: string, id: string): StoredPrompt | undefined {
    const pending = this.#pending.of(sessionId);
    const found = pending?.prompts.get(id);
    if (found) return { ...found };
    return pending?.isDeleted ? undefined : this.#inner.prompt(sessionId, id);
  }

  openPrompts(): StoredPrompt[] {
    const kept = this.#inner.openPrompts().filter(({ sessionId, id }) => {
      const pending = this.#pending.of(sessionId);
      return !pending?.isDeleted && !pending?.prompts.has(id);
    });
    const waiting = [...this.#pending.all()].flatMap(({ prompts }) => [...prompts.values()]);
    return [...kept, ...waiting.filter(({ state }) => state === "open")]
      .sort((a, b) => a.at - b.at)
      .map((prompt) => ({ ...prompt }));
  }

  agentState(sessionId: string): string {
    const pending = this.#pending.of(sessionId);
    if (pending?.agentState !== undefined) return pending.agentState;
    if (pending?.isDeleted) return "";
    return this.#unlessNew(sessionId, "", () => this.#inner.agentState(sessionId));
  }

  approvals(): StoredApproval[] {
    const { approvals } = this.#pending;
    const kept = this.#inner.approvals().filter((kept) => !approvals.has(approvalKey(kept)));
    return inOrder([...kept, ...approvals.remembered()]);
  }

  /** What changes of a session have to fit; where that cannot be told, all do. */
  kept(id: string): KeptSession | undefined {
    const pending = this.#pending.of(id);
    const messageCount = () => this.#messageCount(id);
    try {
      const isKept = pending?.session || !pending?.isDeleted && this.#inner.session(id);
      return isKept ? { latest: this.range(id).latest, messageCount } : undefined;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { latest: pending?.events.at(-1)?.seq ?? 0, messageCount };
    }
  }

  #messageCount(id: string): number {
    const waiting = this.#pending.of(id)?.messages;
    if (waiting) return waiting.from + waiting.messages.length;
    try {
      return this.messages(id).length;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return Infinity;
    }
  }

  /** What the store says of a session; what has begun since the store is out has nothing there. */
  #unlessNew<T>(id: string, nothing: T, ask: () => T): T {
    try {
      return ask();
    } catch (error) {
      const pending = this.#pending.of(id);
      const isNew = pending?.session && pending.messages?.from === 0 && beginsHere(pending);
      if (!isNew || !(error instanceof StoreError)) throw error;
      return nothing;
    }
  }

  /** Rows that wait, in the order of their coming. */
  #rows(fits: (session: StoredSession) => boolean): StoredSession[] {
    return [...this.#pending.all()].flatMap(({ session }) =>
      session && fits(session) ? [structuredClone(session)] : []
    );
  }

  /** Rows of the store that nothing replaces. */
  #keptRows(): StoredSession[] {
    const all = this.#inner.sessions({ limit: Number.MAX_SAFE_INTEGER, superseded: true });
    return all.reverse().filter((row) => this.#unlessPending(row));
  }

  #newest(
    fits: (session: StoredSession) => boolean,
    ask: () => StoredSession | undefined,
  ): StoredSession | undefined {
    const found = this.#rows(fits);
    try {
      const kept = ask();
      if (kept && this.#unlessPending(kept)) found.unshift(kept);
      // What waits says otherwise of the newest; the next is not to be had in any other way.
      else if (kept) found.unshift(...this.#keptRows().filter(fits));
    } catch (error) {
      if (found.length === 0 || !(error instanceof StoreError)) throw error;
    }
    return found.sort(byAge).at(-1);
  }

  /** A row of the store, unless what waits replaces it. */
  #unlessPending(row: StoredSession | undefined): StoredSession | undefined {
    const pending: PendingSession | undefined = row && this.#pending.of(row.id);
    return pending?.session || pending?.isDeleted ? undefined : row;
  }
}

/** Whether nothing the store has of the session's events counts. */
function beginsHere({ isDeleted, resetFrom, events, firstEvent }: PendingSession): boolean {
  return isDeleted || resetFrom !== undefined || events[firstEvent]?.seq === 1;
}

function byAge(a: StoredSession, b: StoredSession): number {
  return a.createdAt - b.createdAt;
}
