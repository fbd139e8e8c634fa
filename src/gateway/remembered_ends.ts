/**
 * @module
 */
import type { Session } from "../session/session.ts";

/** Sessions that are remembered; a connection that is told of none comes back to few. */
const MOST = 256;

/** Where sessions stood that ended while they were watched: who speaks to one again hears what it missed. */
export class RememberedEnds {
  readonly #latest = new Map<string, number>();

  /** A session has ended. */
  add({ id, journal }: Session): void {
    this.#latest.set(id, journal.latest);
    const [oldest] = this.#latest.keys();
    if (this.#latest.size > MOST && oldest !== undefined) this.#latest.delete(oldest);
  }

  /** Number of the last event of an earlier life of the session, told once. */
  take({ id }: Session): number | undefined {
    const latest = this.#latest.get(id);
    this.#latest.delete(id);
    return latest;
  }
}
