/**
 * Follows one session: every event once and in order, across connections, restarts and gaps, or a reset that
 * says so.
 *
 * @module
 */
import type { Timer } from "../lib/clock.ts";
import { backoff } from "./backoff.ts";
import type { Waiter } from "./calls.ts";
import type { GatewayEvent, Snapshot } from "./contracts.ts";
import { codes, ConnectionError, hasCode } from "./errors.ts";
import { HeldEvents } from "./held_events.ts";
import type { ResetReason, TrackOptions, TrackStart, TrackState } from "./track_types.ts";

/** Events of one page of what was missed. */
const PAGE = 512;

/** See the module. */
export class Track {
  readonly #options: TrackOptions;
  #live: string;
  #stored: string | undefined;
  // Number of the last event that was shown, and what it is comparable within.
  #last: number | undefined;
  #epoch: string | undefined;
  // Messages were taken back that are shown: it is to be replaced.
  #rewound = false;
  #state: TrackState = "attaching";
  readonly #held = new HeldEvents<GatewayEvent>();
  // Grows with every change of direction: what was asked for before that is of no use.
  #visit = 0;
  #failed = 0;
  #timer: Timer | undefined;

  /**
   * It is live: its answer has just come. What follows in the same moment, as several frames of `ws` do, waits
   * until whoever asked for it has had the time to listen.
   */
  constructor(options: TrackOptions, start: TrackStart) {
    this.#options = options;
    this.#timer = options.clock.after(0, () => this.#goLive(undefined));
    this.#live = start.live;
    this.#stored = start.stored;
    this.#last = start.seq;
    this.#epoch = start.epoch;
  }

  get live(): string {
    return this.#live;
  }

  get stored(): string | undefined {
    return this.#stored;
  }

  get state(): TrackState {
    return this.#state;
  }

  /** Number of the last event that was shown. */
  get last(): number | undefined {
    return this.#last;
  }

  /** An event of the session has arrived. */
  hear(event: GatewayEvent): void {
    if (this.#state === "attaching") return this.#held.add(event);
    if (this.#state !== "live") return;
    this.#take(event);
    if (event.type === "session.rewound" && this.#rewound && this.#now() === "live") this.#renew();
  }

  /** There is a connection. */
  connected(): void {
    if (this.#state !== "gone") this.#attach("session.resume", undefined);
  }

  /** There is none any more. */
  disconnected(): void {
    if (this.#state === "gone") return;
    this.#turnTo("away");
  }

  /** The gateway does not have it live: it is resumed. */
  revive(): void {
    if (this.#state === "live") this.#attach("session.resume", undefined);
  }

  /** Somebody was told how it stands: what is missing up to there is fetched. */
  compare({ seq, epoch }: Snapshot): void {
    if (this.#state === "away") return this.connected();
    if (this.#state !== "live" || seq === undefined || this.#last === undefined) return;
    if (epoch !== this.#epoch) return this.#attach("session.activate", "epoch");
    if (seq > this.#last) this.#catchUp();
  }

  /** Lets go of everything. */
  close(): void {
    this.#visit++;
    this.#timer?.cancel();
    this.#held.clear();
    this.#state = "gone";
  }

  #turnTo(state: TrackState, error?: Error): number {
    this.#timer?.cancel();
    this.#held.clear();
    this.#state = state;
    const visit = ++this.#visit;
    this.#options.onState(state, error);
    return visit;
  }

  get #details(): Record<string, unknown> {
    const { details } = this.#options.attachWith;
    return details === undefined ? {} : { details };
  }

  /** Begins to watch; with a reason what was shown is not gone on with. */
  #attach(method: "session.resume" | "session.activate", reason: ResetReason | undefined): void {
    const visit = this.#turnTo("attaching");
    if (visit !== this.#visit) return;
    const { attachWith } = this.#options;
    const byStored = method === "session.resume" && this.#stored !== undefined;
    const params = byStored
      ? { ...attachWith, session_id: this.#stored }
      : { ...this.#details, session_id: this.#live };
    this.#ask(byStored ? method : "session.activate", params, {
      result: (result) => {
        if (visit === this.#visit) this.#described(result as Snapshot, reason);
      },
      error: (error) => {
        if (visit === this.#visit) this.#notAttached(error, { byStored, reason });
      },
    });
  }

  #notAttached(
    error: Error,
    { byStored, reason }: { byStored: boolean; reason: ResetReason | undefined },
  ): void {
    const { clock, random } = this.#options;
    const unknown = hasCode(error, codes.sessionNotFound) || hasCode(error, codes.methodNotFound);
    // It is not live: by its stored id it can be had.
    if (!byStored && unknown && this.#stored !== undefined) {
      return this.#attach("session.resume", reason);
    }
    if (unknown || hasCode(error, codes.storedSessionNotFound)) {
      this.#turnTo("gone", error);
      return;
    }
    const visit = this.#turnTo("away", error);
    // The next connection brings the next attempt.
    if (visit !== this.#visit || isLost(error)) return;
    this.#timer = clock.after(backoff(++this.#failed, random()), () => this.connected());
  }

  #described(snapshot: Snapshot, reason: ResetReason | undefined): void {
    const { knowledge } = this.#options;
    knowledge.described(snapshot);
    this.#failed = 0;
    this.#stored = snapshot.session_key ?? this.#stored;
    if (snapshot.session_id !== this.#live) {
      const from = this.#live;
      this.#live = snapshot.session_id;
      this.#options.onMoved(from);
    }
    if (reason !== undefined || this.#rewound) return this.#begin(snapshot, reason ?? "rewound");
    const epoch = snapshot.epoch ?? knowledge.epoch;
    if (this.#last === undefined || !knowledge.replay) return this.#begin(snapshot, "unnumbered");
    const stands = snapshot.seq ?? this.#last;
    if (epoch !== this.#epoch || stands < this.#last) return this.#begin(snapshot, "epoch");
    if (snapshot.seq === this.#last) return this.#goLive(snapshot);
    this.#replay(snapshot);
  }

  /** Takes the snapshot for all there was. */
  #begin(snapshot: Snapshot, reason: ResetReason): void {
    this.#last = snapshot.seq;
    this.#epoch = snapshot.epoch ?? this.#options.knowledge.epoch;
    this.#rewound = false;
    const visit = this.#visit;
    this.#options.onReset(snapshot, reason);
    if (visit === this.#visit) this.#goLive(snapshot);
  }

  /** Fetches what was missed, page by page, until it stands where the session does. */
  #replay(snapshot: Snapshot | undefined): void {
    const visit = this.#visit;
    const last = this.#last ?? 0;
    this.#ask("session.events.since", { session_id: this.#live, last_seen: last, limit: PAGE }, {
      result: ({ events, latest, truncated, epoch }) => {
        if (visit !== this.#visit) return;
        const same = epoch === undefined || epoch === this.#epoch;
        if (truncated || !same || !Array.isArray(events)) return this.#anew("truncated");
        for (const event of events as GatewayEvent[]) {
          if (!this.#show(event)) return this.#anew("truncated");
          // Whoever was shown it may have closed the session.
          if (visit !== this.#visit) return;
        }
        const now = this.#last ?? 0;
        if (typeof latest !== "number" || now >= latest) return this.#goLive(snapshot);
        if (now === last) return this.#anew("truncated");
        this.#replay(snapshot);
      },
      error: (error) => {
        if (visit !== this.#visit || isLost(error)) return;
        this.#anew(hasCode(error, codes.methodNotFound) ? "unnumbered" : "truncated");
      },
    });
  }

  #catchUp(): void {
    const visit = this.#turnTo("attaching");
    if (visit === this.#visit) this.#replay(undefined);
  }

  /** Something is missing for good: the session is fetched whole. */
  #anew(reason: ResetReason): void {
    this.#attach("session.activate", reason);
  }

  #goLive(snapshot: Snapshot | undefined): void {
    if (this.#held.overflowed) {
      this.#held.clear();
      return this.#last === undefined ? this.#anew("unnumbered") : this.#replay(snapshot);
    }
    const held = this.#held.take();
    const visit = this.#visit;
    this.#state = "live";
    for (const event of held) {
      // One of them may have sent it back to ask: then the rest waits with what comes.
      if (this.#now() === "live") this.#take(event);
      else if (this.#now() === "attaching") this.#held.add(event);
    }
    if (visit !== this.#visit) return;
    this.#options.onState("live");
    if (visit === this.#visit) this.#options.onLive(snapshot);
    if (visit === this.#visit && this.#rewound) this.#renew();
  }

  /** Replaces what is shown. What happens goes on meanwhile: it comes before the answer that has it. */
  #renew(): void {
    const visit = this.#visit;
    this.#ask("session.activate", { ...this.#details, session_id: this.#live }, {
      result: (result) => {
        const snapshot = result as Snapshot;
        if (visit !== this.#visit || !this.#rewound) return;
        if (snapshot.seq !== this.#last) return this.#described(snapshot, "rewound");
        this.#rewound = false;
        this.#options.onReset(snapshot, "rewound");
      },
      error: (error) => {
        if (visit === this.#visit && !isLost(error)) this.#anew("rewound");
      },
    });
  }

  #take(event: GatewayEvent): void {
    if (event.type !== "session.gap") {
      // What is missing is fetched, and this one with it.
      return this.#show(event) ? undefined : this.#catchUp();
    }
    if (event.payload.to > (this.#last ?? 0)) this.#anew("gap");
  }

  /** Answers whether nothing is missing before it. */
  #show(event: GatewayEvent): boolean {
    const { seq } = event;
    if (typeof seq === "number") {
      if (this.#last !== undefined && seq <= this.#last) return true;
      if (this.#last !== undefined && seq !== this.#last + 1) return false;
      this.#last = seq;
    }
    if (event.type === "session.rewound") this.#rewound = true;
    this.#options.onEvent(event);
    return true;
  }

  #ask(method: string, params: Record<string, unknown>, waiter: Waiter): void {
    const { ask, knowledge } = this.#options;
    ask(method, params, {
      result: waiter.result,
      error(error) {
        knowledge.failed(method, error);
        waiter.error(error);
      },
    });
  }

  // What it is may have changed since it was set: whoever is told may do anything.
  #now(): TrackState {
    return this.#state;
  }
}

function isLost(error: Error): boolean {
  return error instanceof ConnectionError && error.reason === "lost";
}
