/**
 * Who watches a session.
 *
 * @module
 */
import type { Audience as Readiness } from "./coalescer.ts";
import type { Viewer } from "./session_parts.ts";

/** The viewers of one session. */
export class Audience {
  // Replaced when somebody comes or goes, never changed: an event walks it as it was when it was said.
  #viewers: readonly Viewer[] = [];

  /** In the order in which they came. */
  get viewers(): readonly Viewer[] {
    return this.#viewers;
  }

  get size(): number {
    return this.#viewers.length;
  }

  /** Whether anybody would be given a frame at once. */
  get readiness(): Readiness {
    for (const viewer of this.#viewers) if (viewer.ready) return "ready";
    return this.#viewers.length > 0 ? "stalled" : "none";
  }

  /** Answers whether the viewer is new. */
  add(viewer: Viewer): boolean {
    if (this.#viewers.includes(viewer)) return false;
    this.#viewers = [...this.#viewers, viewer];
    return true;
  }

  /** Answers whether the viewer was there. */
  remove(viewer: Viewer): boolean {
    const left = this.#viewers.filter((each) => each !== viewer);
    const found = left.length < this.#viewers.length;
    this.#viewers = left;
    return found;
  }

  clear(): void {
    this.#viewers = [];
  }

  /** Hands everybody a frame that is of use only behind the event with number `behind`. */
  show(frame: string, behind: number): void {
    for (const viewer of this.#viewers) viewer.show(frame, behind);
  }

  /** Tells everybody that the journal has grown. */
  wake(): void {
    for (const viewer of this.#viewers) viewer.wake();
  }
}
