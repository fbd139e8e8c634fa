/**
 * The only sender of a socket. Native sockets take bytes without end, so somebody has to stop.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import type { Socket } from "./socket.ts";

/**
 * Frames that wait elsewhere until there is room: a cursor into a journal that other readers share.
 * Positions grow by one a frame.
 */
export interface Source {
  /** Position of the newest frame there is. */
  readonly end: number;
  /** The next frame if its position is at most `limit`; `undefined` when there is none. */
  take(limit: number): string | undefined;
}

/** How an outbox behaves. */
export interface OutboxOptions {
  clock: Clock;
  /** Bytes in the socket above which nothing more is handed to it until it has drained. */
  highWaterBytes: number;
  /** Characters of frames that may wait here; one frame more and the outbox overflows. */
  queueLimitChars: number;
  /** Called once, when the socket says that the peer is gone. */
  onGone(): void;
  /** Called once, when the queue is over its limit: the peer asks and never reads. */
  onOverflow(): void;
}

/** What a source may send: its frames up to a position. */
interface Share {
  readonly source: Source;
  limit: number;
}

type Item = { readonly text: string } | Share;

// How often a socket over its mark is looked at. Short at first, since most peers drain at once; then
// rarely, since a peer that stopped reading may stay that way for hours.
const FIRST_LOOK_MS = 4;
const SLOWEST_LOOK_MS = 128;

/**
 * Sends frames in order, up to the mark. Over it, whole frames queue here, and sources are read later:
 * a stalled peer costs the mark, the queue's limit, and one entry a source behind each queued frame,
 * however long it stalls.
 *
 * Order is kept between what is sent and each source: a frame sent after `wake(source)` leaves after
 * what the source held then. That holds also for calls from inside `Socket.send` and `Source.take`, by
 * a peer in the same process that answers at once.
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #options: OutboxOptions;
  // A set, since items leave from its front, and those of a removed source from anywhere, also while it
  // is walked. An item stays until it has left altogether: whatever comes meanwhile queues behind it.
  readonly #queue = new Set<Item>();
  #queuedChars = 0;
  // Sources whose item no text has been queued behind: their limit may still be moved.
  readonly #open = new Map<Source, Share>();
  #state: "open" | "closed" = "open";
  #timer: Timer | undefined;
  #lookMs = FIRST_LOOK_MS;
  #drainWaiters: (() => void)[] = [];
  #failures = 0;
  // What the socket may be given before its bufferedAmount has to be read again: at least so many bytes.
  #room = 0;
  // The source that is read at this moment, past the queue.
  #read: Source | undefined;

  constructor(socket: Socket, options: OutboxOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** Characters of whole frames that wait. Frames in sources are not counted: they are not held here. */
  get queuedChars(): number {
    return this.#queuedChars;
  }

  /** Sends that found no peer. */
  get failures(): number {
    return this.#failures;
  }

  /** Whether the socket is over its mark, or frames wait for it. */
  get stalled(): boolean {
    return this.#queue.size > 0 || !this.#writable();
  }

  /**
   * Sends a frame, now or when there is room.
   *
   * @returns `false` when the peer is gone, or the queue over its limit
   * @throws {unknown} what the socket throws; nothing is sent after that
   */
  send(text: string): boolean {
    if (this.#state === "closed") {
      this.#failures++;
      return false;
    }
    this.#queueRead();
    if (!this.stalled) return this.#write(text);
    if (this.#queuedChars + text.length > this.#options.queueLimitChars) {
      this.close();
      this.#options.onOverflow();
      return false;
    }
    this.#queue.add({ text });
    this.#queuedChars += text.length;
    this.#open.clear();
    this.#lookLater();
    return true;
  }

  /**
   * Says that a source has frames up to its `end`.
   *
   * @throws {unknown} what the socket throws; nothing is sent after that
   */
  wake(source: Source): void {
    if (this.#state === "closed") return;
    this.#queueRead();
    if (this.#queue.size === 0) return this.#readNow(source);
    this.#enqueue(source);
  }

  /** Lets a source send what it holds now, after all that is queued. */
  #enqueue(source: Source): void {
    const queued = this.#open.get(source);
    if (queued !== undefined) {
      queued.limit = source.end;
      return;
    }
    const share = { source, limit: source.end };
    this.#queue.add(share);
    this.#open.set(source, share);
  }

  /** Forgets a source. */
  remove(source: Source): void {
    if (this.#read === source) this.#read = undefined;
    this.#open.delete(source);
    for (const item of this.#queue) {
      if ("source" in item && item.source === source) this.#queue.delete(item);
    }
    this.#settle();
  }

  /** Resolves when nothing waits and the socket has taken everything, or when the outbox is closed. */
  drained(): Promise<void> {
    if (this.#isDrained()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drainWaiters.push(resolve);
      this.#lookLater();
    });
  }

  /** Drops what waits and sends nothing more. Does not close the socket. Idempotent. */
  close(): void {
    this.#state = "closed";
    this.#read = undefined;
    this.#queue.clear();
    this.#queuedChars = 0;
    this.#open.clear();
    this.#settle();
  }

  // Only sending makes the number grow, so it need not be read for every frame.
  #writable(): boolean {
    if (this.#room > 0) return true;
    this.#room = this.#options.highWaterBytes - this.#socket.bufferedAmount + 1;
    return this.#room > 0;
  }

  /**
   * The short way, for a peer that keeps up: a source is read without a place in the queue. What comes
   * in the middle of it, from inside the socket or the source, ends it: {@linkcode Outbox.#queueRead}.
   */
  #readNow(source: Source): void {
    this.#read = source;
    try {
      while (this.#read === source && this.#writable()) {
        const text = source.take(source.end);
        if (text === undefined) return;
        this.#write(text);
      }
      if (this.#read === source) this.#queueRead();
    } finally {
      this.#read = undefined;
      if (this.#queue.size > 0) this.#drain();
    }
  }

  /** Gives the source that is being read its place in the queue, ahead of whatever comes now. */
  #queueRead(): void {
    if (this.#read === undefined) return;
    const source = this.#read;
    this.#read = undefined;
    this.#enqueue(source);
  }

  #write(text: string): boolean {
    // A character is at most three bytes of UTF-8.
    this.#room -= 3 * text.length;
    let taken: boolean;
    try {
      taken = this.#socket.send(text);
    } catch (error) {
      this.close();
      throw error;
    }
    if (taken) {
      this.#lookMs = FIRST_LOOK_MS;
      return true;
    }
    this.#failures++;
    this.close();
    this.#options.onGone();
    return false;
  }

  #drain(): void {
    try {
      for (const item of this.#queue) {
        const left = "text" in item ? this.#writeQueued(item.text) : this.#pump(item);
        if (!left) break;
        this.#queue.delete(item);
      }
    } finally {
      this.#settle();
    }
  }

  #writeQueued(text: string): boolean {
    if (!this.#writable()) return false;
    this.#queuedChars -= text.length;
    return this.#write(text);
  }

  /** Sends what a source may send. `false`: there is no room for all of it. */
  #pump(share: Share): boolean {
    const { source } = share;
    // A share that has left the queue meanwhile is of a source that was removed, or of a closed outbox.
    while (this.#queue.has(share)) {
      if (!this.#writable()) return false;
      const text = source.take(share.limit);
      if (text === undefined) break;
      this.#write(text);
    }
    if (this.#open.get(source) === share) this.#open.delete(source);
    return true;
  }

  /** Tells those who wait for the drain, and looks again later if anybody or anything still waits. */
  #settle(): void {
    if (this.#drainWaiters.length > 0 && this.#isDrained()) {
      const waiters = this.#drainWaiters;
      this.#drainWaiters = [];
      for (const resolve of waiters) resolve();
    }
    if (this.#queue.size > 0 || this.#drainWaiters.length > 0) return this.#lookLater();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #lookLater(): void {
    if (this.#timer !== undefined) return;
    this.#timer = this.#options.clock.after(this.#lookMs, () => {
      this.#timer = undefined;
      this.#drain();
    });
    this.#lookMs = Math.min(this.#lookMs * 2, SLOWEST_LOOK_MS);
  }

  #isDrained(): boolean {
    if (this.#state === "closed") return true;
    return this.#queue.size === 0 && this.#socket.bufferedAmount === 0;
  }
}
