/**
 * Ends sessions that nobody watches any more.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import type { EndReason } from "./registry.ts";
import type { Session } from "./session.ts";

/** What a reaper is given. */
export interface ReaperOptions {
  clock: Clock;
  /** Milliseconds a session may be without a viewer; 0: for ever (but see `ttlMs`). */
  graceMs: number;
  /** Milliseconds without activity after which an unwatched session ends; 0: never. */
  ttlMs: number;
  sessions(): Iterable<Session>;
  close(session: Session, reason: EndReason): void;
}

/** How often idle sessions are looked for; PROTOCOL 5.7: every 300 s. */
const SWEEP_MS = 300_000;

/** See the module. A quick reconnect cancels an end; a turn that runs puts it off. */
export class Reaper {
  readonly #options: ReaperOptions;
  readonly #orphans = new Map<Session, Timer>();
  // Sessions whose grace ended in the middle of a turn.
  readonly #afterTurn = new Set<Session>();
  #sweep: Timer | undefined;

  constructor(options: ReaperOptions) {
    this.#options = options;
    this.#sweepLater();
  }

  /** Sessions whose end is decided unless somebody comes back. */
  get waiting(): number {
    return this.#orphans.size + this.#afterTurn.size;
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
    if (this.#options.ttlMs === 0) return;
    this.#sweep = this.#options.clock.after(SWEEP_MS, () => {
      this.#closeIdle();
      this.#sweepLater();
    });
  }

  #closeIdle(): void {
    const { ttlMs, sessions, close } = this.#options;
    for (const session of [...sessions()]) {
      const idle = session.idleMs > ttlMs && !session.runner.running;
      if (idle && !session.watched) close(session, "idle_timeout");
    }
  }
}
