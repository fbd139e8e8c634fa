/**
 * What was typed and is not answered yet: it is sent as soon as there is a way, and again where the answer was
 * lost, so that none is lost and none counts twice.
 *
 * @module
 */
import type { Waiter } from "./calls.ts";
import { codes, ConnectionError, hasCode } from "./errors.ts";

/** Something typed. */
export interface Letter {
  readonly method: string;
  /** Without the session's id, which may change. */
  readonly params: Readonly<Record<string, unknown>>;
  /** `again`: it was sent more than once, and the answer is the one to the first. */
  taken(result: Record<string, unknown>, again: boolean): void;
  failed(error: Error): void;
}

/** What an outbox works with. */
export interface OutboxOptions {
  /** How many may wait. */
  readonly limit: number;
  /** Whether the gateway counts once what is sent twice. */
  repeats(): boolean;
  ask(method: string, params: Readonly<Record<string, unknown>>, waiter: Waiter): void;
  /** The session is not live on the gateway any more. */
  onNotLive(): void;
}

interface Entry {
  readonly letter: Letter;
  /** How often it has left without an answer that says it was not taken. */
  sent: number;
  waits: boolean;
  refusals: number;
}

/** So often a session may turn out not to be live, in a row, until a letter is given back. */
const MOST_REFUSALS = 5;

/** See the module. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #entries = new Set<Entry>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** How many have not been answered. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Puts a letter in; {@linkcode flush} sends it. Answers what takes it out again, unless it is on its way.
   */
  add(letter: Letter): () => void {
    const entry = { letter, sent: 0, waits: false, refusals: 0 };
    if (this.#entries.size >= this.#options.limit) {
      const text = `Sending ${letter.method}: ${this.#entries.size} are waiting already`;
      letter.failed(new ConnectionError("full", text));
    } else {
      this.#entries.add(entry);
    }
    return () => {
      if (entry.sent === 0) this.#entries.delete(entry);
    };
  }

  /** The session is up to date: everything that is not on its way is sent, in its order. */
  flush(): void {
    for (const entry of [...this.#entries]) {
      if (!entry.waits && this.#entries.has(entry)) this.#send(entry);
    }
  }

  /** None of it will be sent any more. */
  fail(error: (doing: string, sent: boolean) => Error): void {
    for (const entry of [...this.#entries]) {
      const { letter, sent } = entry;
      this.#end(entry, () => letter.failed(error(`Sending ${letter.method}`, sent > 0)));
    }
  }

  #send(entry: Entry): void {
    const { letter } = entry;
    if (entry.sent > 0 && !this.#options.repeats()) {
      // It may have arrived, and this gateway would take it for another one.
      const text = `Sending ${letter.method}: the connection was lost before the answer came`;
      const lost = new ConnectionError("lost", text, { sent: true });
      return this.#end(entry, () => letter.failed(lost));
    }
    entry.waits = true;
    const again = entry.sent++ > 0;
    this.#options.ask(letter.method, letter.params, {
      result: (result) => this.#end(entry, () => letter.taken(result, again)),
      error: (error) => this.#failed(entry, error),
    });
  }

  #failed(entry: Entry, error: Error): void {
    entry.waits = false;
    if (!this.#entries.has(entry)) return;
    const { letter } = entry;
    if (error instanceof ConnectionError && error.reason === "lost") {
      if (!error.sent) entry.sent--;
      return;
    }
    // What was refused for such a reason was not taken: it is as if it had not left.
    if (hasCode(error, codes.sessionNotFound) && ++entry.refusals <= MOST_REFUSALS) {
      entry.sent--;
      return this.#options.onNotLive();
    }
    if (letter.method === "prompt.submit" && hasCode(error, codes.shuttingDown)) {
      entry.sent--;
      return;
    }
    this.#end(entry, () => letter.failed(error));
  }

  #end(entry: Entry, tell: () => void): void {
    if (this.#entries.delete(entry)) tell();
  }
}
