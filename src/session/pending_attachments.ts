/**
 * What was attached to a session, and waits for the next prompt.
 *
 * @module
 */
import type { Attachment } from "../agent/agent_parts.ts";

/** One thing that goes along with a prompt. */
export interface PendingAttachment {
  /** Where it is kept; absolute. */
  readonly path: string;
  /** The same as a URL. */
  readonly url: string;
  /** As people know it. */
  readonly name: string;
  /** Of what is held in memory of it. */
  readonly bytes: number;
  /** Of the file, where it is known. */
  readonly size?: number;
  /** It was sent here: whoever takes it back has no file any more. */
  readonly sent?: boolean;
  /** What the agent is given. */
  readonly attachment: Attachment;
}

/** Things that may wait at once. */
export const MOST_PENDING = 32;
/**
 * Bytes of images that may wait at once: as many as one of them may have. As base64 they fit in what a worker
 * is told in one line.
 */
export const MOST_PENDING_BYTES = 25_000_000;

/** See the module. Of one session. */
export class PendingAttachments {
  #waiting: readonly PendingAttachment[] = [];

  /** What waits, the oldest first. */
  get all(): readonly PendingAttachment[] {
    return this.#waiting;
  }

  /** How many images wait. */
  get images(): number {
    return this.#waiting.filter(({ attachment }) => attachment.kind === "image").length;
  }

  /**
   * Whether so much more may wait.
   *
   * @param queued what goes along with a prompt that waits: the next one will be joined to it
   */
  fits(bytes: number, queued: readonly PendingAttachment[]): boolean {
    const room = this.room(queued);
    return room.count > 0 && bytes <= room.bytes;
  }

  /** How much more may wait, with what goes along with a prompt that waits. */
  room(queued: readonly PendingAttachment[]): { count: number; bytes: number } {
    const all = [...this.#waiting, ...queued];
    const held = all.reduce((sum, each) => sum + each.bytes, 0);
    return { count: MOST_PENDING - all.length, bytes: MOST_PENDING_BYTES - held };
  }

  /** One that waits already waits once. */
  add(item: PendingAttachment): void {
    this.#waiting = [...this.#waiting.filter(({ path }) => path !== item.path), item];
  }

  /** Takes one back; `undefined`: there was none. */
  remove(path: string): PendingAttachment | undefined {
    const found = this.#waiting.find((each) => each.path === path);
    this.#waiting = this.#waiting.filter((each) => each !== found);
    return found;
  }

  /** What waits; then nothing waits any more. */
  take(): readonly PendingAttachment[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}
