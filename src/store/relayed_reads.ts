/**
 * @module
 */
import type {
  EventRange,
  SessionQuery,
  Store,
  StoredApproval,
  StoredEvent,
  StoredMessage,
  StoredPrompt,
  StoredSession,
} from "./store.ts";

/** What of a store only reads. */
export type StoreReads = Pick<
  Store,
  | "session"
  | "sessionByLiveId"
  | "sessionByTitle"
  | "sessions"
  | "children"
  | "messages"
  | "events"
  | "range"
  | "prompt"
  | "openPrompts"
  | "agentState"
  | "approvals"
>;

/** The reading half of a store that hands every question on to somebody else. */
export abstract class RelayedReads implements StoreReads {
  /** Who answers now. May throw, which is the answer then. */
  protected abstract get reads(): StoreReads;

  session(id: string): StoredSession | undefined {
    return this.reads.session(id);
  }

  sessionByLiveId(liveId: string): StoredSession | undefined {
    return this.reads.sessionByLiveId(liveId);
  }

  sessionByTitle(title: string): StoredSession | undefined {
    return this.reads.sessionByTitle(title);
  }

  sessions(query: SessionQuery): StoredSession[] {
    return this.reads.sessions(query);
  }

  children(id: string): StoredSession[] {
    return this.reads.children(id);
  }

  messages(id: string): StoredMessage[] {
    return this.reads.messages(id);
  }

  events(id: string, query: { after: number; limit: number }): StoredEvent[] {
    return this.reads.events(id, query);
  }

  range(id: string): EventRange {
    return this.reads.range(id);
  }

  prompt(sessionId: string, id: string): StoredPrompt | undefined {
    return this.reads.prompt(sessionId, id);
  }

  openPrompts(): StoredPrompt[] {
    return this.reads.openPrompts();
  }

  agentState(sessionId: string): string {
    return this.reads.agentState(sessionId);
  }

  approvals(): StoredApproval[] {
    return this.reads.approvals();
  }
}
