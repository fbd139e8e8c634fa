/**
 * @module
 */
import type { Socket } from "./socket.ts";

/** Characters of a batch: with one frame more it leaves. A frame that is larger leaves by itself. */
const MOST_CHARS = 64 * 1024;

/**
 * A socket for a peer that takes JSON-RPC batches: what is sent in one turn of the event loop leaves in its
 * end as one message, an array of frames in the order they were sent. Where many sessions stream to one
 * window, writing to the network costs more than making what is written.
 *
 * The first frame leaves at once, and by itself: it is the greeting, and tells whether anybody is there.
 * Later a peer that is gone is learnt of one turn late. A frame alone leaves as it is, without an array.
 */
export class BatchingSocket implements Socket {
  readonly #socket: Socket;
  #state: "new" | "open" | "gone" = "new";
  #frames: string[] = [];
  #chars = 0;

  /** @param socket what batches leave by: one that never throws, since the turn's end has nobody to tell */
  constructor(socket: Socket) {
    this.#socket = socket;
  }

  // What waits here is not stuck: it leaves in this turn, or with the close. Counted, it would look to an outbox
  // with a low mark like a peer that does not read.
  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string): boolean {
    if (this.#state === "gone") return false;
    if (this.#state === "new") {
      this.#state = "open";
      return this.#socket.send(text);
    }
    if (this.#chars + text.length > MOST_CHARS && !this.#flush()) return false;
    if (this.#frames.length === 0) queueMicrotask(() => this.#flush());
    this.#frames.push(text);
    this.#chars += text.length;
    return true;
  }

  close(code: number, reason: string): void {
    this.#flush();
    this.#state = "gone";
    this.#socket.close(code, reason);
  }

  /** Sends what waits. `false`: the peer is gone. */
  #flush(): boolean {
    const frames = this.#frames;
    const [only] = frames;
    if (only === undefined) return true;
    this.#frames = [];
    this.#chars = 0;
    const taken = this.#socket.send(frames.length === 1 ? only : `[${frames.join(",")}]`);
    if (!taken) this.#state = "gone";
    return taken;
  }
}
