/**
 * The turns of a session's own prompts.
 *
 * @module
 */
import type { Waiter } from "./calls.ts";
import type { GatewayEvent, Snapshot } from "./contracts.ts";
import { Turn, type TurnControl } from "./turn.ts";
import type { ResetEvent } from "./turn_stream.ts";

/** What turns need of their session. */
export interface SessionTurnsOptions {
  readonly onError: (error: unknown) => void;
  /** Whether the session is up to date. */
  isLive(): boolean;
  /** Whether a turn's events come strictly behind the answer to its prompt. */
  ordered(): boolean;
  /** Asks how the session stands. */
  look(waiter: Waiter): void;
}

/** See the module. */
export class SessionTurns {
  readonly #options: SessionTurnsOptions;
  readonly #turns = new Set<TurnControl>();
  // Those that want to know how the session stands, and those that are about to be told.
  #wanting = new Set<TurnControl>();
  #looking: ReadonlySet<TurnControl> | undefined;

  constructor(options: SessionTurnsOptions) {
    this.#options = options;
  }

  /** A prompt is about to be sent. */
  begin(id: string, text: string, onOver: () => void): [Turn, TurnControl] {
    const { onError, ordered } = this.#options;
    const [turn, control] = Turn.begin(id, text, {
      onError,
      ordered,
      locate: () => this.#locate([control]),
      over: () => {
        this.#turns.delete(control);
        onOver();
      },
    });
    this.#turns.add(control);
    return [turn, control];
  }

  take(event: GatewayEvent): void {
    for (const turn of [...this.#turns]) turn.take(event);
  }

  reset(payload: ResetEvent["payload"]): void {
    for (const turn of [...this.#turns]) turn.reset({ type: "reset", payload });
  }

  /** The session is up to date; the snapshot is what it was told by when it came back. */
  live(snapshot: Snapshot | undefined): void {
    if (snapshot === undefined) return this.#locate(this.#turns);
    for (const turn of [...this.#turns]) {
      // What was said behind the snapshot is told already: of one that may be anywhere it may be the end.
      if (turn.lost) this.#locate([turn]);
      else turn.settle(snapshot);
    }
  }

  fail(error: (doing: string, sent: boolean) => Error): void {
    for (const turn of [...this.#turns]) turn.fail(error("Following a turn", true));
  }

  /** Looks how the session stands, for turns that cannot be told from what was said. */
  #locate(turns: Iterable<TurnControl>): void {
    for (const turn of turns) this.#wanting.add(turn);
    // What is on its way may be from before this was asked.
    if (this.#looking !== undefined || this.#wanting.size === 0) return;
    this.#looking = this.#wanting;
    this.#wanting = new Set();
    this.#options.look({
      result: (result) => this.#looked(result as Snapshot),
      error: (error) => this.#looked(error),
    });
  }

  #looked(told: Snapshot | Error): void {
    const turns = this.#looking ?? [];
    this.#looking = undefined;
    // What it says counts only where all before it was told; else it is looked again when that is so.
    if (!this.#options.isLive()) return;
    for (const turn of turns) if (this.#turns.has(turn)) turn.located(told);
    this.#locate([]);
  }
}
