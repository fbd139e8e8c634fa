/**
 * The store port: what outlives a process.
 *
 * Everything is synchronous. What is promised to a client ("your prompt is kept") is kept before the
 * promise is sent, and a store is a file of this machine, so there is nothing to wait for but the disk.
 *
 * @module
 */

/** A conversation as it is kept. Times are milliseconds since the epoch. */
export interface StoredSession {
  /** The stored id: `YYYYMMDD_HHMMSS_` and 6 hex digits. */
  id: string;
  /** The live id (8 hex digits). It stays the session's own across restarts. */
  liveId: string;
  /** Its title; may be empty. */
  title: string;
  /** Who opened it, as the client said: `tui`, … */
  source: string;
  /** Working directory of its agent; may be empty. */
  cwd: string;
  /** The model it chose; may be empty. */
  model: string;
  /** The provider it chose, as clients name it; may be empty. */
  provider: string;
  /** How much its model is to think; may be empty. */
  reasoningEffort: string;
  /** Whether its agent is to answer in its faster tier; missing: what is usual. */
  fast?: boolean;
  /**
   * The session this one was made from, and how. A conversation that was compressed goes on in a row of
   * its own, which begins with a summary and the last `carried` messages of the row before.
   */
  parent?: { id: string; how: "branch" | "compression"; carried?: number };
  /** When it was opened. */
  createdAt: number;
  /** When something was said in it last. */
  lastActive: number;
  /** Set while the session is not live; for good, and with reason `compression`, once another row goes on. */
  ended?: { at: number; reason: string };
  /** Messages of its history. */
  messageCount: number;
  /** The beginning of what the user said first, at most 160 characters. */
  preview: string;
}

/** A message of the history. The members are those of `HistoryMessage` of the agent port. */
export interface StoredMessage {
  /** Whose message it is. */
  role: "user" | "assistant" | "system" | "tool";
  /** What it says. */
  text: string;
  /** What the agent thought before. */
  reasoning?: string;
  /** Of a tool: its name. */
  name?: string;
  /** Of a tool: what it was called with, in short. */
  context?: string;
  /** Of a tool: what windows show of its call. */
  tool?: {
    /** The id it was told under. */
    id: string;
    /** What it was called with, at most 16 Ki characters of it. */
    args: Record<string, unknown>;
    /** Whether the text is JSON; else it is the result itself. */
    json?: true;
    /** What came of it, in a few words. */
    summary?: string;
    /** How long it took. */
    durationSeconds?: number;
    /** What it changed in files, as unified diffs, at most 64 Ki characters of them. */
    inlineDiff?: string;
  };
}

/** An event as it went out. */
export interface StoredEvent {
  /** From 1, without holes. */
  seq: number;
  /** The whole frame, one line of JSON. */
  frame: string;
}

/** A prompt from the moment it was accepted. */
export interface StoredPrompt {
  /** Stored id of its session. */
  sessionId: string;
  /** Unique in its session. */
  id: string;
  /** What it says. */
  text: string;
  /** What the client was answered. */
  status: "streaming" | "queued" | "steered";
  /** `open` until its turn has ended and its messages are in the history. */
  state: "open" | "done";
  /** When it was accepted. */
  at: number;
  /** Number of the session's newest event when it was accepted: those of its turn come after it. */
  seq: number;
}

/** Something a user allowed an agent for good. Agent and pattern name it. */
export interface StoredApproval {
  /** The agent, by name. */
  agent: string;
  /** What it may do. */
  pattern: string;
  /** When it was allowed last. Milliseconds since the epoch. */
  at: number;
}

/** One thing to be kept. `sessionId` is a stored id. */
export type StoreChange =
  /** Inserts the session, or replaces all of its row. */
  | { kind: "session"; session: StoredSession }
  /** Cuts the history to `from` messages, then appends. */
  | { kind: "messages"; sessionId: string; from: number; messages: readonly StoredMessage[] }
  /** Appends an event; its number is the session's newest plus 1, or any where there is none yet. */
  | { kind: "event"; sessionId: string; event: StoredEvent }
  /**
   * Forgets the session's events; the next one has the number `from`, which is above the newest. Where
   * events were lost, what is kept begins anew behind the hole.
   */
  | { kind: "event_reset"; sessionId: string; from: number }
  /** Inserts a prompt, or replaces the one with the same id. */
  | { kind: "prompt"; prompt: StoredPrompt }
  /**
   * Replaces what the session's agent told to be saved, without a look at the session's row. At most
   * {@linkcode MAX_AGENT_STATE} characters; none: there is nothing to save any more.
   */
  | { kind: "agent_state"; sessionId: string; text: string }
  /** Remembers an approval, or replaces the one of the same agent and pattern. */
  | { kind: "approval"; approval: StoredApproval }
  /** Forgets an approval, if it is remembered. */
  | { kind: "approval_revoke"; agent: string; pattern: string }
  /** Forgets a session and all that belongs to it. */
  | { kind: "delete"; sessionId: string };

/** Characters of what an agent told to be saved. */
export const MAX_AGENT_STATE = 64 * 1024;

/** Stored id of the session a change is of; `undefined` for what belongs to none. */
export function sessionOf(change: StoreChange): string | undefined {
  switch (change.kind) {
    case "session":
      return change.session.id;
    case "prompt":
      return change.prompt.sessionId;
    case "approval":
    case "approval_revoke":
      return undefined;
    default:
      return change.sessionId;
  }
}

/** What a store holds of a session's events. */
export interface EventRange {
  /** Number of the oldest that is kept; `latest + 1` when none is. */
  first: number;
  /** Number of the newest there ever was; 0 before the first. It outlives what retention removes. */
  latest: number;
}

/** How much is kept. */
export interface Retention {
  /** Sessions that have ended and were not active for so long are forgotten; 0: never. Milliseconds. */
  maxAgeMs: number;
  /**
   * Characters of events kept in all; 0: no limit. Those of sessions that have ended go first,
   * the least recently active one's before the others'; then all but the newest {@linkcode LIVE_EVENTS} of
   * each of the rest.
   */
  maxEventChars: number;
}

/** Whether a conversation goes on in another row: it was compressed, and this is what there was before. */
export function goesOn({ ended }: StoredSession): boolean {
  return ended?.reason === "compression";
}

/** Which sessions are wanted. */
export interface SessionQuery {
  /** How many at most. */
  limit: number;
  /** Sources that are not. */
  without?: readonly string[];
  /** Also those that go on in another row ({@linkcode goesOn}). */
  superseded?: boolean;
  /** Only those that have not ended. */
  unended?: boolean;
  /** Only those with this in the title or the preview; empty: all. See {@linkcode speaksOf}. */
  text?: string;
}

/** A text with the letters from A to Z made small: what every store can do with a row it looks at. */
export function smallLetters(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether a text stands in a session's title or preview; capitals from A to Z make no difference. */
export function speaksOf(
  { title, preview }: Pick<StoredSession, "title" | "preview">,
  text: string,
): boolean {
  return text === "" || smallLetters(`${title}\n${preview}`).includes(smallLetters(text));
}

/** Events of a session that has not ended which retention always leaves: as many as it replays itself. */
export const LIVE_EVENTS = 512;

/** A store that cannot be used now. */
export class StoreError extends Error {
  /** Tells it from other errors. */
  override readonly name = "StoreError";
}

/** See the module. Every method throws {@linkcode StoreError} when the store cannot be used. */
export interface Store {
  /** Random hex. Changes only when the numbering of events begins anew. */
  readonly epoch: string;
  /** Whether events are worth writing down: a store without them is told where their numbers stand. */
  readonly keepsEvents: boolean;
  /**
   * Why what is written waits in memory instead of being kept; `undefined`, or not there: it does not. A
   * store that has this throws no {@linkcode StoreError} for a write. For one that is out already when a
   * gateway is made, whoever opens it later calls `Gateway.recover()`.
   */
  readonly outage?: string | undefined;
  /**
   * Keeps all of the changes in their order, or none of them.
   *
   * @throws {RangeError} for a change that does not fit: of a session that is not kept, one that would
   * leave a hole in its events or messages, or an agent's state that is too long
   */
  write(changes: readonly StoreChange[]): void;
  /** The session with this stored id. */
  session(id: string): StoredSession | undefined;
  /** The newest session with this live id: one that was compressed has several stored ones. */
  sessionByLiveId(liveId: string): StoredSession | undefined;
  /** The newest session with exactly this title. */
  sessionByTitle(title: string): StoredSession | undefined;
  /** Newest activity first. */
  sessions(query: SessionQuery): StoredSession[];
  /** Sessions made from this one, oldest first. */
  children(id: string): StoredSession[];
  /** The history of a session, oldest first. */
  messages(id: string): StoredMessage[];
  /** Events with `seq > after`, oldest first, at most `limit`. */
  events(id: string, query: { after: number; limit: number }): StoredEvent[];
  /** Which of a session's events there are. */
  range(id: string): EventRange;
  /** A prompt by the id its client gave it. */
  prompt(sessionId: string, id: string): StoredPrompt | undefined;
  /** Prompts whose turns have not ended, oldest first: after a crash, what was cut. */
  openPrompts(): StoredPrompt[];
  /** What the session's agent told to be saved; empty when it did not. */
  agentState(sessionId: string): string;
  /** All that are remembered, the oldest first; of the same time, by agent and pattern. */
  approvals(): StoredApproval[];
  /**
   * Forgets what retention no longer covers, a small step at a time.
   *
   * @returns whether there is more to do; call it again in a later turn of the event loop
   */
  tidy(retention: Retention, now: number): boolean;
  /** Releases the file. Idempotent. */
  close(): void;
}
