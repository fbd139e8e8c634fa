/**
 * A store for a process that keeps nothing.
 *
 * @module
 */
import { randomHex } from "../lib/ids.ts";
import { approvalKey, inOrder } from "./approvals.ts";
import { checkChanges } from "./check_changes.ts";
import { MemoryEvents } from "./memory_events.ts";
import {
  type EventRange,
  goesOn,
  LIVE_EVENTS,
  type Retention,
  type SessionQuery,
  speaksOf,
  type Store,
  type StoreChange,
  type StoredApproval,
  type StoredEvent,
  type StoredMessage,
  type StoredPrompt,
  type StoredSession,
} from "./store.ts";

/** How much a {@linkcode MemoryStore} keeps of a session's events; the oldest go first. */
export interface MemoryStoreOptions {
  /** Events per session. Default 512; 0: none, the numbering only. */
  maxEvents?: number;
  /** Characters of events per session. Default 4 Mi. */
  maxEventChars?: number;
}

interface Kept {
  session: StoredSession;
  /** When it was first kept, among the others. */
  readonly order: number;
  messages: StoredMessage[];
  readonly events: MemoryEvents;
  readonly prompts: Map<string, { prompt: StoredPrompt; order: number }>;
  agentState: string;
}

/** Keeps everything in memory, and of events the newest. See {@linkcode Store}. */
export class MemoryStore implements Store {
  readonly epoch: string = randomHex(8);
  readonly keepsEvents: boolean;
  readonly #limits: { maxEvents: number; maxChars: number };
  readonly #kept = new Map<string, Kept>();
  readonly #approvals = new Map<string, StoredApproval>();
  #order = 0;

  /** Makes an empty one. */
  constructor({ maxEvents = 512, maxEventChars = 4 * 1024 * 1024 }: MemoryStoreOptions = {}) {
    this.keepsEvents = maxEvents > 0;
    this.#limits = { maxEvents, maxChars: maxEventChars };
  }

  write(changes: readonly StoreChange[]): void {
    checkChanges(changes, (id) => {
      const kept = this.#kept.get(id);
      return kept && { latest: kept.events.latest, messageCount: () => kept.messages.length };
    });
    for (const change of changes) this.#apply(change);
  }

  /** The session with this stored id. */
  session(id: string): StoredSession | undefined {
    const kept = this.#kept.get(id);
    return kept && copy(kept.session);
  }

  sessionByLiveId(liveId: string): StoredSession | undefined {
    return this.#newest((session) => session.liveId === liveId);
  }

  sessionByTitle(title: string): StoredSession | undefined {
    return this.#newest((session) => session.title === title);
  }

  sessions(
    { limit, without = [], superseded = false, unended = false, text = "" }: SessionQuery,
  ): StoredSession[] {
    return [...this.#kept.values()]
      .filter(({ session }) => !without.includes(session.source))
      .filter(({ session }) => superseded || !goesOn(session))
      .filter(({ session }) => !unended || session.ended === undefined)
      .filter(({ session }) => speaksOf(session, text))
      .sort((a, b) => b.session.lastActive - a.session.lastActive || b.order - a.order)
      .slice(0, limit)
      .map(({ session }) => copy(session));
  }

  children(id: string): StoredSession[] {
    return [...this.#kept.values()]
      .filter(({ session }) => session.parent?.id === id)
      .sort(byAge)
      .map(({ session }) => copy(session));
  }

  /** The history of a session, oldest first. */
  messages(id: string): StoredMessage[] {
    return (this.#kept.get(id)?.messages ?? []).map((message) => ({ ...message }));
  }

  events(id: string, { after, limit }: { after: number; limit: number }): StoredEvent[] {
    return this.#kept.get(id)?.events.read(after, limit) ?? [];
  }

  /** Which of a session's events there are. */
  range(id: string): EventRange {
    const events = this.#kept.get(id)?.events;
    return events ? { first: events.first, latest: events.latest } : { first: 1, latest: 0 };
  }

  /** A prompt by the id its client gave it. */
  prompt(sessionId: string, id: string): StoredPrompt | undefined {
    const found = this.#kept.get(sessionId)?.prompts.get(id);
    return found && { ...found.prompt };
  }

  openPrompts(): StoredPrompt[] {
    return [...this.#kept.values()]
      .flatMap(({ prompts }) => [...prompts.values()])
      .filter(({ prompt }) => prompt.state === "open")
      .sort((a, b) => a.prompt.at - b.prompt.at || a.order - b.order)
      .map(({ prompt }) => ({ ...prompt }));
  }

  agentState(sessionId: string): string {
    return this.#kept.get(sessionId)?.agentState ?? "";
  }

  approvals(): StoredApproval[] {
    return inOrder(this.#approvals.values());
  }

  tidy({ maxAgeMs, maxEventChars }: Retention, now: number): boolean {
    if (maxAgeMs > 0) this.#forgetOlderThan(now - maxAgeMs);
    if (maxEventChars > 0) this.#dropEvents(maxEventChars);
    return false;
  }

  /** Does nothing: there is no file to release. */
  close(): void {}

  #apply(change: StoreChange): void {
    switch (change.kind) {
      case "session":
        return this.#keep(copy(change.session));
      case "messages": {
        const kept = this.#known(change.sessionId);
        const added = change.messages.map((message) => ({ ...message }));
        kept.messages = [...kept.messages.slice(0, change.from), ...added];
        return;
      }
      case "event":
        return this.#known(change.sessionId).events.append({ ...change.event });
      case "event_reset":
        return this.#known(change.sessionId).events.restart(change.from);
      case "prompt": {
        const { prompt } = change;
        const { prompts } = this.#known(prompt.sessionId);
        const order = prompts.get(prompt.id)?.order ?? this.#order++;
        prompts.set(prompt.id, { prompt: { ...prompt }, order });
        return;
      }
      case "agent_state":
        this.#known(change.sessionId).agentState = change.text;
        return;
      case "approval":
        this.#approvals.set(approvalKey(change.approval), { ...change.approval });
        return;
      case "approval_revoke":
        this.#approvals.delete(approvalKey(change));
        return;
      case "delete":
        this.#kept.delete(change.sessionId);
    }
  }

  #keep(session: StoredSession): void {
    const kept = this.#kept.get(session.id);
    if (kept) {
      kept.session = session;
      return;
    }
    this.#kept.set(session.id, {
      session,
      order: this.#order++,
      messages: [],
      events: new MemoryEvents(this.#limits),
      prompts: new Map(),
      agentState: "",
    });
  }

  #known(id: string): Kept {
    const kept = this.#kept.get(id);
    if (!kept) throw new Error(`Cannot find session "${id}": the changes were not checked`);
    return kept;
  }

  #newest(fits: (session: StoredSession) => boolean): StoredSession | undefined {
    const all = [...this.#kept.values()].filter(({ session }) => fits(session));
    const found = all.sort(byAge).at(-1);
    return found && copy(found.session);
  }

  #forgetOlderThan(time: number): void {
    for (const [id, { session }] of this.#kept) {
      if (session.ended !== undefined && session.lastActive < time) this.#kept.delete(id);
    }
  }

  #dropEvents(maxChars: number): void {
    const all = [...this.#kept.values()].sort((a, b) =>
      Number(a.session.ended === undefined) - Number(b.session.ended === undefined) ||
      a.session.lastActive - b.session.lastActive || a.order - b.order
    );
    let excess = all.reduce((sum, { events }) => sum + events.chars, 0) - maxChars;
    for (const { session, events } of all) {
      if (excess <= 0) return;
      excess -= events.drop(excess, session.ended === undefined ? LIVE_EVENTS : 0);
    }
  }
}

function byAge(a: Kept, b: Kept): number {
  return a.session.createdAt - b.session.createdAt || a.order - b.order;
}

// The owner goes on changing what it handed in.
function copy(session: StoredSession): StoredSession {
  return structuredClone(session);
}
