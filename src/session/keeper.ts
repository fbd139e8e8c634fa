/**
 * What of one session is kept, and when.
 *
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import {
  type StoreChange,
  type StoredEvent,
  type StoredPrompt,
  type StoredSession,
  StoreError,
} from "../store/store.ts";
import { chainEvents, chainPrompt, chainRange } from "./chain.ts";
import type { Journal } from "./journal.ts";
import type { ChangeOwner, Ledger } from "./ledger.ts";

/** What a keeper works with. */
export interface KeeperOptions {
  ledger: Ledger;
  journal: Journal;
  /** Stored id. */
  id: string;
  /** Stored ids the conversation had before, oldest first. */
  earlier?: readonly string[];
  /** What the session was made from. */
  parent?: StoredSession["parent"];
  /** Whether the session is in the store already. */
  kept: boolean;
  /** What its agent told to be saved before; none: nothing. */
  agentState?: string | undefined;
  /** The session's row as it is now. */
  row(): StoredSession;
  /** The whole conversation so far. */
  messages(): readonly HistoryMessage[];
}

/** Events read from the store at once. */
const PAGE = 128;

/** Answers that are remembered for a client that asks again; far more than one that reconnects repeats. */
const REMEMBERED = 256;

/**
 * Puts one session's changes into the ledger. Nothing before the first prompt or title, so that a window
 * that was only opened leaves no trace; then everything, what came before included.
 */
export class Keeper implements ChangeOwner {
  // Its id and lineage change when the conversation goes on in another row.
  #options: KeeperOptions;
  #kept: boolean;
  #ended: StoredSession["ended"];
  #agentState: string;
  // The newest prompts, for the time in which a store cannot be asked.
  readonly #prompts = new Map<string, StoredPrompt>();

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#kept = options.kept;
    this.#agentState = options.agentState ?? "";
  }

  get id(): string {
    return this.#options.id;
  }

  /** Every stored id of the conversation, oldest first: the last is the one in force. */
  get chain(): readonly string[] {
    return [...this.#options.earlier ?? [], this.id];
  }

  get parent(): StoredSession["parent"] {
    return this.#options.parent;
  }

  /** Whether the session is worth keeping, and listing. */
  get kept(): boolean {
    return this.#kept;
  }

  /** From now on the session is kept. */
  begin(): void {
    if (this.#kept) return;
    this.#kept = true;
    const { ledger, journal, messages } = this.#options;
    ledger.together(() => {
      this.row();
      this.messages(0, messages());
      this.#recordAgentState();
      if (!ledger.store.keepsEvents) return;
      for (let seq = journal.first; seq <= journal.latest; seq++) this.#event(seq);
    });
  }

  /** The session's row has changed. */
  row(): void {
    if (!this.#kept) return;
    this.#options.ledger.record({ kind: "session", session: this.#options.row() }, this);
  }

  /** The journal has grown by one. */
  said(): void {
    const { ledger, journal } = this.#options;
    if (this.#kept && ledger.store.keepsEvents) this.#event(journal.latest);
  }

  /** The history was cut to `from` messages, and grew by these. */
  messages(from: number, messages: readonly HistoryMessage[]): void {
    if (!this.#kept) return;
    const { ledger, id } = this.#options;
    ledger.record({ kind: "messages", sessionId: id, from, messages }, this);
  }

  /** The agent told to save this, in the place of what it saved before. */
  agentState(text: string): void {
    this.#agentState = text;
    if (this.#kept) this.#recordAgentState(true);
  }

  /** The session ends: its row says so, and where its numbers stand where its events are not kept. */
  end(ended: { at: number; reason: string }): void {
    if (!this.#kept) return;
    const { ledger, journal, id, row } = this.#options;
    this.#ended = ended;
    ledger.record({ kind: "session", session: { ...row(), ended } }, this);
    if (ledger.store.keepsEvents) return;
    ledger.record({ kind: "event_reset", sessionId: id, from: journal.latest + 1 }, this);
  }

  /** A prompt was accepted. */
  prompt(prompt: Omit<StoredPrompt, "sessionId">): void {
    const { ledger, id } = this.#options;
    const stored = { ...prompt, sessionId: id };
    this.#prompts.set(prompt.id, stored);
    const [oldest] = this.#prompts.keys();
    if (this.#prompts.size > REMEMBERED && oldest !== undefined) this.#prompts.delete(oldest);
    ledger.record({ kind: "prompt", prompt: stored }, this);
  }

  /** A prompt has had its turn, or will have none. */
  promptEnded(promptId: string): void {
    const known = this.#prompts.get(promptId);
    if (known !== undefined) this.prompt({ ...known, state: "done" });
  }

  /**
   * The conversation goes on in a row of its own, whose messages are still to be told. Call it among
   * changes that are kept together: after a crash all of it has happened, or nothing.
   *
   * @param next.carried how many messages at the end of the old row are in the new one too
   */
  moveOn({ id, at, carried }: { id: string; at: number; carried: number }): void {
    this.begin();
    const { ledger, journal, row } = this.#options;
    const open = [...this.#prompts.values()].filter(({ state }) => state === "open");
    for (const { id: promptId } of open) this.promptEnded(promptId);
    // The title belongs to the conversation, and is free again once that gets another.
    const old = { ...row(), title: "", ended: { at, reason: "compression" } };
    ledger.record({ kind: "session", session: old }, this);
    const parent = { id: this.id, how: "compression" as const, carried };
    this.#options = { ...this.#options, id, earlier: this.chain, parent };
    this.row();
    this.#recordAgentState();
    ledger.record({ kind: "event_reset", sessionId: id, from: journal.latest + 1 }, this);
    // Prompts that wait for their turn have it in the new row.
    for (const prompt of open) this.prompt(prompt);
  }

  anew(): StoreChange[] {
    const { ledger, journal, id: sessionId, row, messages } = this.#options;
    const { keepsEvents } = ledger.store;
    const { latest } = ledger.store.range(sessionId);
    const from = keepsEvents ? journal.first : journal.latest + 1;
    // Numbers the store has and the session has not are of nobody who watches: with them all of it goes.
    const beyond = latest > journal.latest;
    const hole = beyond || latest + 1 < from;
    return [
      ...beyond ? [{ kind: "delete" as const, sessionId }] : [],
      { kind: "session", session: { ...row(), ...this.#ended && { ended: this.#ended } } },
      { kind: "messages", sessionId, from: 0, messages: messages() },
      ...this.#agentState === ""
        ? []
        : [{ kind: "agent_state" as const, sessionId, text: this.#agentState }],
      ...[...this.#prompts.values()]
        .filter((prompt) => prompt.sessionId === sessionId)
        .map((prompt) => ({ kind: "prompt" as const, prompt })),
      ...hole ? [{ kind: "event_reset" as const, sessionId, from }] : [],
      ...keepsEvents ? this.#eventsFrom(hole ? from : latest + 1) : [],
    ];
  }

  /** What the client was answered when it sent this prompt; `undefined`: it is new. */
  answer(promptId: string): StoredPrompt["status"] | undefined {
    const known = this.#prompts.get(promptId)?.status;
    if (known !== undefined || !this.#kept) return known;
    const { store } = this.#options.ledger;
    // Where it cannot be told, it is new: a session goes on while its store is out.
    return orElse(undefined, () => chainPrompt(store, this.chain, promptId)?.status);
  }

  /** Events from `seq` on that the journal no longer has, a page of them. */
  past(seq: number): StoredEvent[] {
    const { ledger, journal } = this.#options;
    if (!this.#kept || seq >= journal.first) return [];
    const limit = Math.min(PAGE, journal.first - seq);
    return chainEvents(ledger.store, this.chain, { after: seq - 1, limit });
  }

  /** Number of the oldest event that can be had now. */
  first(): number {
    const { ledger, journal } = this.#options;
    if (!this.#kept) return journal.first;
    const unknown = { first: journal.first, latest: journal.latest };
    const range = orElse(unknown, () => chainRange(ledger.store, this.chain));
    return range.latest + 1 >= journal.first ? Math.min(range.first, journal.first) : journal.first;
  }

  #recordAgentState(always = false): void {
    if (this.#agentState === "" && !always) return;
    const { ledger, id: sessionId } = this.#options;
    ledger.record({ kind: "agent_state", sessionId, text: this.#agentState }, this);
  }

  #event(seq: number): void {
    const { ledger, journal, id } = this.#options;
    const frame = journal.at(seq);
    if (frame === undefined) return;
    ledger.record({ kind: "event", sessionId: id, event: { seq, frame } }, this);
  }

  #eventsFrom(first: number): StoreChange[] {
    const { journal, id: sessionId } = this.#options;
    const changes: StoreChange[] = [];
    for (let seq = first; seq <= journal.latest; seq++) {
      const frame = journal.at(seq);
      if (frame !== undefined) changes.push({ kind: "event", sessionId, event: { seq, frame } });
    }
    return changes;
  }
}

/** What the store says, or something else where it cannot be asked. */
function orElse<T>(otherwise: T, ask: () => T): T {
  try {
    return ask();
  } catch (fault) {
    if (!(fault instanceof StoreError)) throw fault;
    return otherwise;
  }
}
