/**
 * Ends sessions that nobody watches any more.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import type { Session } from "./session.ts";
import type { EndReason } from "./session_state.ts";

/** What a reaper is given. */
export interface ReaperOptions {
  clock: Clock;
  /** Milliseconds a session may be without a viewer; 0: for ever (but see `ttlMs`). */
  graceMs: number;
  /** Milliseconds without activity after which an unwatched session ends; 0: never. */
  ttlMs: number;
  /** Live sessions above which those without a viewer leave, the longest quiet first; 0: no matter. */
  maxLive: number;
  /** All live sessions, the oldest first. */
  sessions(): readonly Session[];
  close(session: Session, reason: EndReason): void;
}

/** How often idle sessions are looked for; PROTOCOL 5.7: every 300 s. */
const SWEEP_MS = 300_000;

/** How soon after a session was opened the cap is looked at; PROTOCOL 5.4: 0.1 s. */
const CAP_MS = 100;

/** See the module. A quick reconnect cancels an end; a turn that runs puts it off. */
export class Reaper {
  readonly #options: ReaperOptions;
  readonly #orphans = new Map<Session, Timer>();
  // Sessions whose grace ended in the middle of a turn.
  readonly #afterTurn = new Set<Session>();
  #sweep: Timer | undefined;
  #capSoon: Timer | undefined;

  constructor(options: ReaperOptions) {
    this.#options = options;
    this.#sweepLater();
  }

  /** Sessions whose end is decided unless somebody comes back. */
  get waiting(): number {
    return this.#orphans.size + this.#afterTurn.size;
  }

  /** A session has been opened: a moment later there may be too many. */
  opened(): void {
    const { clock, maxLive, sessions } = this.#options;
    if (maxLive === 0 || this.#capSoon !== undefined || sessions().length <= maxLive) return;
    this.#capSoon = clock.after(CAP_MS, () => {
      this.#capSoon = undefined;
      this.#keepCap();
    });
  }

  /** The last viewer of a session has gone. */
  orphaned(session: Session): void {
    const { clock, graceMs } = this.#options;
    if (graceMs === 0 || session.closed) return;
    this.#orphans.get(session)?.cancel();
    this.#orphans.set(session, clock.after(graceMs, () => this.#graceEnded(session)));
  }

  /** Somebody watches the session again. */
  adopted(session: Session): void {
    this.#orphans.get(session)?.cancel();
    this.#orphans.delete(session);
    this.#afterTurn.delete(session);
  }

  /** A session has ended its turns. One that lost its viewers meanwhile gets its grace once more. */
  idle(session: Session): void {
    if (this.#afterTurn.delete(session)) this.orphaned(session);
  }

  /** A session has ended: whatever was planned for it is off. */
  forget(session: Session): void {
    this.adopted(session);
  }

  /** Stops all timers. */
  close(): void {
    this.#sweep?.cancel();
    this.#capSoon?.cancel();
    for (const timer of this.#orphans.values()) timer.cancel();
    this.#orphans.clear();
    this.#afterTurn.clear();
  }

  #graceEnded(session: Session): void {
    this.#orphans.delete(session);
    if (session.watched || session.closed) return;
    // Without this, a session busy at this very moment would stay for ever.
    if (session.runner.running) this.#afterTurn.add(session);
    else this.#options.close(session, "ws_orphan_reap");
  }

  #sweepLater(): void {
    if (this.#options.ttlMs === 0 && this.#options.maxLive === 0) return;
    this.#sweep = this.#options.clock.after(SWEEP_MS, () => {
      this.#closeIdle();
      this.#keepCap();
      this.#sweepLater();
    });
  }

  #closeIdle(): void {
    const { ttlMs, close } = this.#options;
    if (ttlMs === 0) return;
    for (const session of this.#dispensable()) {
      if (session.idleMs > ttlMs) close(session, "idle_timeout");
    }
  }

  #keepCap(): void {
    const { maxLive, sessions, close } = this.#options;
    const excess = sessions().length - maxLive;
    if (maxLive === 0 || excess <= 0) return;
    const quietFirst = this.#dispensable().sort((a, b) => b.idleMs - a.idleMs);
    for (const session of quietFirst.slice(0, excess)) close(session, "lru_evict");
  }

  /** Sessions that nobody watches and that do nothing: no turn, no question, no agent being built. */
  #dispensable(): Session[] {
    return this.#options.sessions().filter(({ watched, life }) => !watched && life.resting);
  }
}
