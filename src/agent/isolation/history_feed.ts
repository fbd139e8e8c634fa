/**
 * @module
 */
import type { HistoryMessage } from "../agent.ts";
import { type Clock, sleep } from "../../lib/clock.ts";
import type { ToWorker } from "./messages.ts";

/** Characters of one message: a copy of so many takes about half a millisecond. */
const CHUNK_CHARS = 65_536;
/**
 * Between two messages, for everything else: a message channel would not let timers run, and whoever works
 * without a rest has to wait for a processor as long as those who compute.
 */
const PAUSE_MS = 3;
/** What a row costs beside its text. */
const ROW_CHARS = 64;

type Rows = Extract<ToWorker, { type: "rows" }>;

/**
 * Keeps a worker's copy of a conversation the same as ours. Only what has changed is sent, and much of it in
 * many small messages, between which the gateway does other things.
 */
export class HistoryFeed {
  readonly #agent: number;
  readonly #post: (message: ToWorker) => void;
  readonly #clock: Clock;
  #sent: readonly HistoryMessage[] = [];
  #busy: Promise<void> = Promise.resolve();

  constructor(agent: number, options: { post(message: ToWorker): void; clock: Clock }) {
    this.#agent = agent;
    this.#post = options.post;
    this.#clock = options.clock;
  }

  /**
   * Resolves when the worker's copy is `history`, then runs `use` at once, before anybody else can change the
   * copy.
   */
  sync<T>(history: readonly HistoryMessage[], use: () => T): Promise<T> {
    const done = this.#busy.then(() => this.#send(history)).then(use);
    this.#busy = done.then(() => {}, () => {});
    return done;
  }

  async #send(history: readonly HistoryMessage[]): Promise<void> {
    const same = commonLength(this.#sent, history);
    const grown = this.#sent.length === same && history.length === same;
    this.#sent = history;
    if (grown) return;
    let keep = same;
    for (const { more, rows } of chunks(history, same)) {
      if (keep > same) await sleep(this.#clock, PAUSE_MS);
      this.#post(this.#message({ keep, more, rows }));
      keep += rows.length;
    }
  }

  #message(message: Pick<Rows, "keep" | "more" | "rows">): Rows {
    return { type: "rows", agent: this.#agent, ...message };
  }
}

/** How many rows at the beginning are the same objects: nobody changes a row once it is in a history. */
function commonLength(a: readonly HistoryMessage[], b: readonly HistoryMessage[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return length;
}

/** What to send of a history from row `from` on; at least one chunk, which may be empty. */
function* chunks(
  history: readonly HistoryMessage[],
  from: number,
): Generator<{ more: string; rows: HistoryMessage[] }> {
  let rows: HistoryMessage[] = [];
  let chars = 0;
  for (let i = from; i < history.length; i++) {
    const { tool: _, ...row } = history[i] as HistoryMessage;
    const size = row.text.length + (row.reasoning?.length ?? 0) + ROW_CHARS;
    if (rows.length > 0 && chars + size > CHUNK_CHARS) {
      yield { more: "", rows };
      rows = [];
      chars = 0;
    }
    const isLong = row.text.length > CHUNK_CHARS;
    rows.push(isLong ? { ...row, text: row.text.slice(0, CHUNK_CHARS) } : row);
    chars += size;
    if (!isLong) continue;
    yield { more: "", rows };
    rows = [];
    chars = 0;
    for (let at = CHUNK_CHARS; at < row.text.length; at += CHUNK_CHARS) {
      yield { more: row.text.slice(at, at + CHUNK_CHARS), rows: [] };
    }
  }
  if (rows.length > 0 || from === history.length) yield { more: "", rows };
}
