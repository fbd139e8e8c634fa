/**
 * A store on SQLite, whatever driver it is reached by.
 *
 * @module
 */
import { checkChanges } from "./check_changes.ts";
import { rollBack } from "./migrations.ts";
import { SqlAgents } from "./sql_agents.ts";
import type { SqlDatabase } from "./sql_database.ts";
import { type EventMarks, SqlEvents } from "./sql_events.ts";
import { sqlFailure } from "./sql_failure.ts";
import { SqlSessions } from "./sql_sessions.ts";
import { SqlUpkeep } from "./sql_upkeep.ts";
import {
  type EventRange,
  type Retention,
  type SessionQuery,
  type Store,
  type StoreChange,
  type StoredApproval,
  type StoredEvent,
  type StoredMessage,
  type StoredPrompt,
  type StoredSession,
  StoreError,
} from "./store.ts";

/** How a {@linkcode SqlStore} is used. */
export interface SqlStoreOptions {
  /** Hears of every failure, before it is thrown. Must not throw. */
  onFailure?: (failure: StoreError) => void;
  /** Releases what the owner holds beside the database; called once, when that is closed. */
  onClose?: () => void;
}

/** Marks that are remembered; they are read again when they are wanted. */
const MAX_MARKS = 16_384;

/** Keeps everything in a database that {@linkcode migrate} has brought up to date. */
export class SqlStore implements Store {
  readonly keepsEvents = true;
  readonly epoch: string;
  readonly #db: SqlDatabase;
  readonly #options: SqlStoreOptions;
  readonly #sessions: SqlSessions;
  readonly #agents: SqlAgents;
  readonly #events: SqlEvents;
  readonly #upkeep: SqlUpkeep;
  readonly #marks = new Map<string, EventMarks>();
  readonly #begin: () => void;
  readonly #commit: () => void;
  #isOpen = true;

  /** @throws {StoreError} when the database cannot be read */
  constructor(db: SqlDatabase, options: SqlStoreOptions = {}) {
    this.#db = db;
    this.#options = options;
    try {
      this.epoch = String(db.prepare("SELECT value FROM meta WHERE name = 'epoch'").get()?.value);
      this.#sessions = new SqlSessions(db);
      this.#agents = new SqlAgents(db);
      this.#events = new SqlEvents(db);
      this.#upkeep = new SqlUpkeep({
        db,
        events: this.#events,
        transact: (work) => this.#transact(work),
        marks: (id) => this.#find(id),
        marksOf: (key) => this.#findByKey(key),
        forget: (id) => this.#forget(id),
      });
      const [begin, commit] = [db.prepare("BEGIN IMMEDIATE"), db.prepare("COMMIT")];
      this.#begin = () => begin.run();
      this.#commit = () => commit.run();
    } catch (error) {
      throw sqlFailure(error);
    }
  }

  write(changes: readonly StoreChange[]): void {
    this.#guard(() => {
      if (this.#events.isFull) {
        const arriving = eventsIn(changes);
        this.#transact(() => this.#events.relieve(arriving, (key) => this.#findByKey(key)));
      }
      checkChanges(changes, (id) => {
        const marks = this.#find(id);
        if (!marks) return undefined;
        const messageCount = () => this.#sessions.messageCount(marks.key);
        return { latest: marks.latest, messageCount };
      });
      this.#transact(() => {
        for (const change of changes) this.#apply(change);
      });
      for (const change of changes) this.#letGo(change);
    });
  }

  /** A session that has ended is seldom asked for: its marks are read again where it is. */
  #letGo(change: StoreChange): void {
    if (change.kind === "session" && change.session.ended) this.#marks.delete(change.session.id);
  }

  session(id: string): StoredSession | undefined {
    return this.#guard(() => this.#sessions.byId(id));
  }

  sessionByLiveId(liveId: string): StoredSession | undefined {
    return this.#guard(() => this.#sessions.byLiveId(liveId));
  }

  sessionByTitle(title: string): StoredSession | undefined {
    return this.#guard(() => this.#sessions.byTitle(title));
  }

  sessions(query: SessionQuery): StoredSession[] {
    return this.#guard(() => this.#sessions.newest(query));
  }

  children(id: string): StoredSession[] {
    return this.#guard(() => this.#sessions.children(id));
  }

  messages(id: string): StoredMessage[] {
    return this.#of(id, [], ({ key }) => this.#sessions.messages(key));
  }

  events(id: string, query: { after: number; limit: number }): StoredEvent[] {
    return this.#of(id, [], (marks) => this.#events.read(marks, query));
  }

  range(id: string): EventRange {
    return this.#of(id, { first: 1, latest: 0 }, ({ from, latest }) => ({ first: from, latest }));
  }

  prompt(sessionId: string, id: string): StoredPrompt | undefined {
    return this.#of(sessionId, undefined, ({ key }) => this.#sessions.prompt(key, id));
  }

  openPrompts(): StoredPrompt[] {
    return this.#guard(() => this.#sessions.openPrompts());
  }

  agentState(sessionId: string): string {
    return this.#of(sessionId, "", ({ key }) => this.#agents.state(key));
  }

  approvals(): StoredApproval[] {
    return this.#guard(() => this.#agents.approvals());
  }

  tidy(retention: Retention, now: number): boolean {
    return this.#guard(() => this.#upkeep.step(retention, now));
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#db.close();
    } catch (error) {
      // Nobody can do anything about it any more; what was written is written.
      this.#options.onFailure?.(sqlFailure(error));
    } finally {
      this.#options.onClose?.();
    }
  }

  #apply(change: StoreChange): void {
    switch (change.kind) {
      case "event":
        return this.#events.append(this.#known(change.sessionId), change.event);
      case "event_reset":
        return this.#events.restart(this.#known(change.sessionId), change.from);
      case "session":
        return this.#sessions.keep(change.session, this.#find(change.session.id)?.key);
      case "messages": {
        const { key } = this.#known(change.sessionId);
        return this.#sessions.keepMessages(key, change.from, change.messages);
      }
      case "prompt":
        return this.#sessions.keepPrompt(this.#known(change.prompt.sessionId).key, change.prompt);
      case "agent_state":
        return this.#agents.keepState(this.#known(change.sessionId).key, change.text);
      case "approval":
        return this.#agents.remember(change.approval);
      case "approval_revoke":
        return this.#agents.revoke(change);
      case "delete":
        return this.#forget(change.sessionId);
    }
  }

  #forget(id: string): void {
    const marks = this.#find(id);
    if (!marks) return;
    this.#events.forget(marks);
    this.#agents.forget(marks.key);
    this.#sessions.remove(marks.key);
    this.#marks.delete(id);
  }

  #known(id: string): EventMarks {
    const marks = this.#find(id);
    if (!marks) throw new Error(`Cannot find session "${id}": the changes were not checked`);
    return marks;
  }

  #find(id: string): EventMarks | undefined {
    const known = this.#marks.get(id);
    if (known) return known;
    const row = this.#sessions.find(id);
    if (!row) return undefined;
    const marks = this.#events.marks(row);
    this.#marks.set(id, marks);
    return marks;
  }

  #findByKey(key: number): EventMarks | undefined {
    const id = this.#sessions.idOf(key);
    return id === undefined ? undefined : this.#find(id);
  }

  #of<T>(id: string, otherwise: T, read: (marks: EventMarks) => T): T {
    return this.#guard(() => {
      const marks = this.#find(id);
      return marks ? read(marks) : otherwise;
    });
  }

  #transact(work: () => void): void {
    if (this.#marks.size > MAX_MARKS) this.#marks.clear();
    this.#begin();
    try {
      work();
      this.#events.flush();
      this.#commit();
    } catch (error) {
      this.#events.rollBack();
      // They were changed as the transaction went on.
      this.#marks.clear();
      rollBack(this.#db);
      throw error;
    }
    this.#events.commit();
  }

  #guard<T>(use: () => T): T {
    if (!this.#isOpen) throw new StoreError("the store is closed");
    try {
      return use();
    } catch (error) {
      // A change that does not fit is the caller's mistake, and no reason to mistrust the file.
      if (error instanceof RangeError) throw error;
      const failure = sqlFailure(error);
      this.#options.onFailure?.(failure);
      throw failure;
    }
  }
}

function eventsIn(changes: readonly StoreChange[]): number {
  let count = 0;
  for (const { kind } of changes) if (kind === "event") count++;
  return count;
}
