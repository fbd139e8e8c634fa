/**
 * @module
 */
import type { Keepalive } from "../http/site.ts";
import type { Clock, Timer } from "../lib/clock.ts";

/** A connection as a {@linkcode Heartbeat} sees it. */
export interface Beating {
  /** Bytes that have come in. A frame that takes long to arrive is a sign of life, too. */
  readonly bytesRead: number;
  ping(): void;
  terminate(): void;
}

// A loop that stood still runs timers before it reads what has come meanwhile.
const BENEFIT_OF_DOUBT_MS = 1_000;

/**
 * Pings a peer that has been quiet for the interval, and terminates the connection where nothing comes
 * within the time-out: a laptop that was closed says no goodbye.
 */
export class Heartbeat {
  readonly #line: Beating;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #timer: Timer;

  constructor(line: Beating, { keepalive, clock }: { keepalive: Keepalive; clock: Clock }) {
    this.#line = line;
    this.#clock = clock;
    this.#intervalMs = keepalive.intervalSeconds * 1_000;
    this.#timeoutMs = keepalive.timeoutSeconds * 1_000;
    this.#timer = this.#rest();
  }

  /** For a connection that has ended. */
  stop(): void {
    this.#timer.cancel();
  }

  #rest(): Timer {
    const heard = this.#line.bytesRead;
    return this.#clock.after(this.#intervalMs, () => {
      this.#timer = this.#line.bytesRead === heard ? this.#ask() : this.#rest();
    });
  }

  #ask(): Timer {
    const heard = this.#line.bytesRead;
    this.#line.ping();
    return this.#clock.after(this.#timeoutMs, () => {
      this.#timer = this.#clock.after(BENEFIT_OF_DOUBT_MS, () => {
        if (this.#line.bytesRead === heard) return this.#line.terminate();
        this.#timer = this.#rest();
      });
    });
  }
}
