/**
 * Where a session stands in its life, and the one place that moves it: PROTOCOL 5.3.
 *
 * @module
 */

/** Where a session is while no turn runs. */
export type Rest =
  /** Its agent has not been built yet. */
  | "new"
  /** Opened to be looked at: its agent is built when somebody speaks. */
  | "watch"
  /** Its agent could not be built; the next prompt tries again. */
  | "broken"
  | "idle";

/** Where a session stands. That nobody watches it (DETACHED) may come with each: `Audience`. */
export type SessionState =
  | Rest
  /** A prompt has its turn, or waits for the agent that will give it one. */
  | "running"
  /** The turn that runs has asked somebody something. */
  | "waiting"
  /** For good. */
  | "closed";

/** What clients are told of it: PROTOCOL 5.2. */
export type SessionStatus = "waiting" | "starting" | "working" | "idle";

/** Why a session ended: PROTOCOL 5.8. */
export type EndReason =
  | "tui_close"
  | "ws_disconnect"
  | "ws_orphan_reap"
  | "idle_timeout"
  | "lru_evict"
  | "tui_shutdown";

/** Where each state may lead. Whatever is not here is a fault of ours. */
export const moves: Readonly<Record<SessionState, readonly SessionState[]>> = {
  new: ["watch", "broken", "idle", "running", "closed"],
  watch: ["new", "running", "closed"],
  broken: ["new", "running", "closed"],
  idle: ["new", "running", "closed"],
  running: ["new", "watch", "broken", "idle", "waiting", "closed"],
  waiting: ["running", "closed"],
  closed: [],
};

const statuses: Readonly<Record<SessionState, SessionStatus>> = {
  new: "starting",
  watch: "idle",
  broken: "idle",
  idle: "idle",
  running: "working",
  waiting: "waiting",
  closed: "idle",
};

const restAfter = { building: "new", ready: "idle", broken: "broken" } as const;

/**
 * The state of one session. A move the table does not know is reported and not made, so a fault in one
 * place leaves the others a state they can trust. Moves come with turns and builds, never with a token.
 */
export class Life {
  readonly #report: (fault: string) => void;
  readonly #onStatus: () => void;
  #state: SessionState = "new";
  // Where the end of a turn leads: an agent may be built, or fail to be, in the middle of one.
  #rest: Rest = "new";
  readonly #questions = new Set<symbol>();

  /**
   * @param report hears of a move that is not in the table
   * @param onStatus hears that clients are told another status from now on
   */
  constructor(report: (fault: string) => void, onStatus: () => void = () => {}) {
    this.#report = report;
    this.#onStatus = onStatus;
  }

  get state(): SessionState {
    return this.#state;
  }

  get status(): SessionStatus {
    return statuses[this.#state];
  }

  get closed(): boolean {
    return this.#state === "closed";
  }

  /** No turn runs, and the agent is not about to come: such a session may be let go unless watched. */
  get resting(): boolean {
    return this.#state === "idle" || this.#state === "broken" || this.#state === "watch";
  }

  /** How far the agent is. */
  agentIs(build: keyof typeof restAfter): void {
    this.restAt(restAfter[build]);
  }

  /** Where the session rests from now on: at once, or after the turn that runs. */
  restAt(rest: Rest): void {
    if (this.closed) return;
    this.#rest = rest;
    if (this.#state === "running" || this.#state === "waiting") return;
    if (this.#state !== rest) this.#move(rest);
  }

  /** A prompt has been taken. */
  begin(): void {
    this.#move("running");
  }

  /** The turn is over. Questions it left open are void. */
  end(): void {
    this.#questions.clear();
    if (this.#state === "waiting") this.#move("running");
    this.#move(this.#rest);
  }

  /**
   * The turn that runs has asked a question: the session waits until every question has been answered,
   * or its turn ends.
   *
   * @returns to be called when the question is answered, given up or out of time; more than once, or
   * after the turn, does nothing
   */
  asks(): () => void {
    const question = Symbol();
    if (this.#state !== "waiting" && !this.#move("waiting")) return () => {};
    this.#questions.add(question);
    return () => {
      if (!this.#questions.delete(question) || this.#questions.size > 0) return;
      this.#move("running");
    };
  }

  close(): void {
    this.#questions.clear();
    this.#move("closed");
  }

  #move(to: SessionState): boolean {
    const { status } = this;
    const legal = moves[this.#state].includes(to);
    if (legal) this.#state = to;
    else this.#report(`a session cannot go from "${this.#state}" to "${to}"`);
    if (this.status !== status) this.#onStatus();
    return legal;
  }
}
