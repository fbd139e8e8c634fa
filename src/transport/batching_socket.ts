/**
 * @module
 */
import type { Socket } from "./socket.ts";

/** Characters of a batch: with one frame more it leaves. A frame that is larger leaves by itself. */
const MOST_CHARS = 64 * 1024;

/**
 * A socket for a peer that takes JSON-RPC batches: pieces of streams that are sent in one turn of the event
 * loop leave in its end as one message, an array of frames in the order they were sent. Where many sessions
 * stream to one window, writing to the network costs more than making what is written.
 *
 * Every other frame leaves at once and by itself, behind the pieces before it: who waits for an answer, or for
 * the end of a turn, has a turn of its own event loop to begin to listen to what follows. That a peer is gone
 * is learnt of pieces with the next frame. A piece alone leaves as it is, without an array.
 */
export class BatchingSocket implements Socket {
  readonly #socket: Socket;
  readonly #isPiece: (frame: string) => boolean;
  #pieces: string[] = [];
  #chars = 0;
  #isGone = false;

  /**
   * @param socket what batches leave by: one that never throws, since the turn's end has nobody to tell
   * @param isPiece whether a frame may wait for others
   */
  constructor(socket: Socket, isPiece: (frame: string) => boolean) {
    this.#socket = socket;
    this.#isPiece = isPiece;
  }

  // What waits here is not stuck: it leaves in this turn, or with the close. Counted, it would look to an outbox
  // with a low mark like a peer that does not read.
  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string): boolean {
    if (!this.#isPiece(text)) return this.#flush() && this.#pass(text);
    if (this.#chars + text.length > MOST_CHARS) this.#flush();
    if (this.#isGone) return false;
    if (this.#pieces.length === 0) queueMicrotask(() => this.#flush());
    this.#pieces.push(text);
    this.#chars += text.length;
    return true;
  }

  close(code: number, reason: string): void {
    this.#flush();
    this.#isGone = true;
    this.#socket.close(code, reason);
  }

  /** Sends what waits. `false`: the peer is gone. */
  #flush(): boolean {
    const pieces = this.#pieces;
    const [only] = pieces;
    if (only === undefined) return !this.#isGone;
    this.#pieces = [];
    this.#chars = 0;
    return this.#pass(pieces.length === 1 ? only : `[${pieces.join(",")}]`);
  }

  #pass(message: string): boolean {
    if (!this.#isGone) this.#isGone = !this.#socket.send(message);
    return !this.#isGone;
  }
}
