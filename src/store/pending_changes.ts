/**
 * Changes that wait for a store to come back.
 *
 * @module
 */
import { PendingApprovals } from "./pending_approvals.ts";
import type {
  StoreChange,
  StoredEvent,
  StoredMessage,
  StoredPrompt,
  StoredSession,
} from "./store.ts";

/** What waits of one session. */
export interface PendingSession {
  readonly id: string;
  /** Whether what the store holds of the session must go first. */
  readonly isDeleted: boolean;
  readonly session?: StoredSession;
  readonly messages?: { from: number; messages: readonly StoredMessage[] };
  readonly prompts: ReadonlyMap<string, StoredPrompt>;
  readonly agentState?: string;
  /** Where the numbers begin anew: what is before was lost, or forgotten. */
  readonly resetFrom?: number;
  /** Those before `firstEvent` were dropped. */
  readonly events: readonly StoredEvent[];
  readonly firstEvent: number;
}

interface Pending extends PendingSession {
  isDeleted: boolean;
  session?: StoredSession;
  messages?: { from: number; messages: readonly StoredMessage[] };
  readonly prompts: Map<string, StoredPrompt>;
  agentState?: string;
  resetFrom?: number;
  events: StoredEvent[];
  firstEvent: number;
}

/**
 * Changes in as little room as they can be told in: of a session's row, its history and its prompts the
 * newest state, of its events those that have room. An event that has none leaves no hole: the session's
 * events begin anew behind it.
 */
export class PendingChanges {
  /** What waits of no session. */
  readonly approvals: PendingApprovals = new PendingApprovals();
  readonly #maxChars: number;
  readonly #sessions = new Map<string, Pending>();
  // Events in their order over all sessions, the next to be dropped first. Some are gone already.
  #queue: { pending: Pending; event: StoredEvent }[] = [];
  #next = 0;
  #chars = 0;
  #dropped = 0;

  /** @param maxChars characters from which on the oldest events are dropped */
  constructor(maxChars: number) {
    this.#maxChars = maxChars;
  }

  /** Characters held. */
  get chars(): number {
    return this.#chars;
  }

  /** Events that had no room. */
  get dropped(): number {
    return this.#dropped;
  }

  get isEmpty(): boolean {
    return this.#sessions.size === 0 && this.approvals.isEmpty;
  }

  /** Sessions of which something waits. */
  get size(): number {
    return this.#sessions.size;
  }

  /** What waits of a session. */
  of(id: string): PendingSession | undefined {
    return this.#sessions.get(id);
  }

  /** What waits, by session, in the order of their coming. */
  all(): Iterable<PendingSession> {
    return this.#sessions.values();
  }

  add(changes: readonly StoreChange[]): void {
    for (const change of changes) this.#add(change);
    while (this.#chars > this.#maxChars && this.#next < this.#queue.length) this.#dropOldest();
  }

  /** What is to be written, by session; of approvals see {@linkcode PendingChanges.approvals}. */
  groups(): { sessionId: string; changes: StoreChange[] }[] {
    return [...this.#sessions].map(([sessionId, pending]) => ({
      sessionId,
      changes: changesOf(pending),
    }));
  }

  /** A session's changes need not wait any more. */
  forget(sessionId: string): void {
    const pending = this.#sessions.get(sessionId);
    if (!pending) return;
    this.#forgetEvents(pending);
    this.#chars -= sessionChars(pending.session) + messagesChars(pending.messages?.messages);
    for (const { text } of pending.prompts.values()) this.#chars -= text.length;
    this.#chars -= pending.agentState?.length ?? 0;
    this.#sessions.delete(sessionId);
  }

  /** Approvals need not wait any more. */
  forgetApprovals(): void {
    this.#chars -= this.approvals.clear();
  }

  clear(): void {
    this.#sessions.clear();
    this.approvals.clear();
    this.#queue = [];
    this.#next = 0;
    this.#chars = 0;
    this.#dropped = 0;
  }

  #add(change: StoreChange): void {
    switch (change.kind) {
      case "delete":
        return this.#delete(change.sessionId);
      case "session": {
        const pending = this.#of(change.session.id);
        this.#chars += sessionChars(change.session) - sessionChars(pending.session);
        pending.session = structuredClone(change.session);
        return;
      }
      case "messages":
        return this.#merge(this.#of(change.sessionId), change);
      case "prompt": {
        const { prompts } = this.#of(change.prompt.sessionId);
        const { prompt } = change;
        this.#chars += prompt.text.length - (prompts.get(prompt.id)?.text.length ?? 0);
        prompts.set(prompt.id, { ...prompt });
        return;
      }
      case "approval":
      case "approval_revoke":
        this.#chars += this.approvals.add(change);
        return;
      case "agent_state": {
        const pending = this.#of(change.sessionId);
        this.#chars += change.text.length - (pending.agentState?.length ?? 0);
        pending.agentState = change.text;
        return;
      }
      case "event_reset": {
        const pending = this.#of(change.sessionId);
        this.#forgetEvents(pending);
        pending.resetFrom = change.from;
        return;
      }
      case "event": {
        const pending = this.#of(change.sessionId);
        const { event } = change;
        pending.events.push(event);
        this.#queue.push({ pending, event });
        this.#chars += event.frame.length;
      }
    }
  }

  #of(id: string): Pending {
    const known = this.#sessions.get(id);
    if (known) return known;
    const made: Pending = {
      id,
      isDeleted: false,
      prompts: new Map(),
      events: [],
      firstEvent: 0,
    };
    this.#sessions.set(id, made);
    return made;
  }

  #delete(id: string): void {
    this.forget(id);
    this.#of(id).isDeleted = true;
  }

  #merge(
    pending: Pending,
    { from, messages }: { from: number; messages: readonly StoredMessage[] },
  ): void {
    const known = pending.messages;
    const start = Math.min(from, known?.from ?? from);
    const kept = known?.messages.slice(0, Math.max(0, from - start)) ?? [];
    if (start + kept.length < from) {
      throw new RangeError(
        `Cannot keep messages of session "${pending.id}": position ${from} is behind the end`,
      );
    }
    const merged = [...kept, ...messages.map((message) => ({ ...message }))];
    this.#chars += messagesChars(merged) - messagesChars(known?.messages);
    pending.messages = { from: start, messages: merged };
  }

  #forgetEvents(pending: Pending): void {
    for (const { frame } of pending.events.slice(pending.firstEvent)) this.#chars -= frame.length;
    pending.events = [];
    pending.firstEvent = 0;
  }

  #dropOldest(): void {
    const oldest = this.#queue[this.#next++];
    // Half of it is behind us: time to let go of that.
    if (this.#next > 1_024 && this.#next * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#next);
      this.#next = 0;
    }
    if (!oldest) return;
    const { pending, event } = oldest;
    if (pending.events[pending.firstEvent] !== event) return;
    pending.firstEvent++;
    if (pending.firstEvent * 2 > pending.events.length) {
      pending.events = pending.events.slice(pending.firstEvent);
      pending.firstEvent = 0;
    }
    pending.resetFrom = event.seq + 1;
    this.#chars -= event.frame.length;
    this.#dropped++;
  }
}

function changesOf(pending: Pending): StoreChange[] {
  const { id: sessionId, isDeleted, session, messages, prompts, agentState, resetFrom } = pending;
  const changes: StoreChange[] = [];
  if (isDeleted) changes.push({ kind: "delete", sessionId });
  if (session) changes.push({ kind: "session", session });
  if (messages) changes.push({ kind: "messages", sessionId, ...messages });
  for (const prompt of prompts.values()) changes.push({ kind: "prompt", prompt });
  if (agentState !== undefined) changes.push({ kind: "agent_state", sessionId, text: agentState });
  if (resetFrom !== undefined) changes.push({ kind: "event_reset", sessionId, from: resetFrom });
  for (const event of pending.events.slice(pending.firstEvent)) {
    changes.push({ kind: "event", sessionId, event });
  }
  return changes;
}

function sessionChars(session: StoredSession | undefined): number {
  if (!session) return 0;
  return session.title.length + session.cwd.length + session.preview.length;
}

function messagesChars(messages: readonly StoredMessage[] = []): number {
  let chars = 0;
  for (const { text, reasoning = "", context = "" } of messages) {
    chars += text.length + reasoning.length + context.length;
  }
  return chars;
}
