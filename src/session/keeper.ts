/**
 * What of one session is kept, and when.
 *
 * @module
 */
import type { HistoryMessage } from "../agent/agent.ts";
import type { StoredEvent, StoredPrompt, StoredSession } from "../store/store.ts";
import type { Journal } from "./journal.ts";
import type { Ledger } from "./ledger.ts";

/** What a keeper works with. */
export interface KeeperOptions {
  ledger: Ledger;
  journal: Journal;
  /** Stored id. */
  id: string;
  /** Whether the session is in the store already. */
  kept: boolean;
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
export class Keeper {
  readonly #options: KeeperOptions;
  #kept: boolean;
  // The newest prompts, for the time in which a store cannot be asked.
  readonly #prompts = new Map<string, StoredPrompt>();

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#kept = options.kept;
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
      if (!ledger.store.keepsEvents) return;
      for (let seq = journal.first; seq <= journal.latest; seq++) this.#event(seq);
    });
  }

  /** The session's row has changed. */
  row(): void {
    if (!this.#kept) return;
    this.#options.ledger.record({ kind: "session", session: this.#options.row() });
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
    ledger.record({ kind: "messages", sessionId: id, from, messages });
  }

  /** The session ends: its row says so, and where its numbers stand where its events are not kept. */
  end(ended: { at: number; reason: string }): void {
    if (!this.#kept) return;
    const { ledger, journal, id, row } = this.#options;
    ledger.record({ kind: "session", session: { ...row(), ended } });
    if (ledger.store.keepsEvents) return;
    ledger.record({ kind: "event_reset", sessionId: id, from: journal.latest + 1 });
  }

  /** A prompt was accepted. */
  prompt(prompt: Omit<StoredPrompt, "sessionId">): void {
    const { ledger, id } = this.#options;
    const stored = { ...prompt, sessionId: id };
    this.#prompts.set(prompt.id, stored);
    const [oldest] = this.#prompts.keys();
    if (this.#prompts.size > REMEMBERED && oldest !== undefined) this.#prompts.delete(oldest);
    ledger.record({ kind: "prompt", prompt: stored });
  }

  /** A prompt has had its turn, or will have none. */
  promptEnded(promptId: string): void {
    const known = this.#prompts.get(promptId);
    if (known !== undefined) this.prompt({ ...known, state: "done" });
  }

  /** What the client was answered when it sent this prompt; `undefined`: it is new. */
  answer(promptId: string): StoredPrompt["status"] | undefined {
    const known = this.#prompts.get(promptId)?.status;
    if (known !== undefined || !this.#kept) return known;
    const { ledger, id } = this.#options;
    return ledger.store.prompt(id, promptId)?.status;
  }

  /** Events from `seq` on that the journal no longer has, a page of them. */
  past(seq: number): StoredEvent[] {
    const { ledger, journal, id } = this.#options;
    if (!this.#kept || seq >= journal.first) return [];
    const limit = Math.min(PAGE, journal.first - seq);
    return ledger.store.events(id, { after: seq - 1, limit });
  }

  /** Number of the oldest event that can still be had. */
  first(): number {
    const { ledger, journal, id } = this.#options;
    if (!this.#kept) return journal.first;
    const range = ledger.store.range(id);
    return range.latest + 1 >= journal.first ? Math.min(range.first, journal.first) : journal.first;
  }

  #event(seq: number): void {
    const { ledger, journal, id } = this.#options;
    const frame = journal.at(seq);
    if (frame === undefined) return;
    ledger.record({ kind: "event", sessionId: id, event: { seq, frame } });
  }
}
