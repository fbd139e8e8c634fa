/**
 * Who watches a session.
 *
 * @module
 */
import type { Readiness } from "./coalescer.ts";
import type { Viewer } from "./session_parts.ts";

/** The viewers of one session. */
export class Audience {
  // Replaced when somebody comes or goes, never changed: an event walks it as it was when it was said.
  #viewers: readonly Viewer[] = [];
  // The only one there is, as nearly always.
  #only: Viewer | undefined;

  /** In the order in which they came. */
  get viewers(): readonly Viewer[] {
    return this.#viewers;
  }

  get size(): number {
    return this.#viewers.length;
  }

  /** Whether anybody would be given a frame at once. */
  get readiness(): Readiness {
    if (this.#only !== undefined) return this.#only.ready ? "ready" : "stalled";
    for (const viewer of this.#viewers) if (viewer.ready) return "ready";
    return this.#viewers.length > 0 ? "stalled" : "none";
  }

  /** Answers whether the viewer is new. */
  add(viewer: Viewer): boolean {
    if (this.#viewers.includes(viewer)) return false;
    this.#replace([...this.#viewers, viewer]);
    return true;
  }

  /** Answers whether the viewer was there. */
  remove(viewer: Viewer): boolean {
    const left = this.#viewers.filter((each) => each !== viewer);
    const found = left.length < this.#viewers.length;
    this.#replace(left);
    return found;
  }

  clear(): void {
    this.#replace([]);
  }

  /** Hands everybody a frame that is of use only behind the event with number `behind`. */
  show(frame: string, behind: number): void {
    for (const viewer of this.#viewers) viewer.show(frame, behind);
  }

  /** Tells everybody that the journal has grown. */
  wake(): void {
    if (this.#only !== undefined) return this.#only.wake();
    for (const viewer of this.#viewers) viewer.wake();
  }

  #replace(viewers: readonly Viewer[]): void {
    this.#viewers = viewers;
    this.#only = viewers.length === 1 ? viewers[0] : undefined;
  }
}
