/**
 * Tells a sidecar what a gateway says: every frame, as far as it keeps up.
 *
 * @module
 */
import { guardedSocket } from "../gateway/guarded_socket.ts";
import { StandardSocket, type WebSocketLike } from "../http/standard_socket.ts";
import { type Clock, sleep, type Timer } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { utf8BytesOver } from "../lib/utf8_length.ts";
import { withResolvers } from "../lib/with_resolvers.ts";
import { Outbox, type Source } from "../transport/outbox.ts";
import type { Socket } from "../transport/socket.ts";
import type { WebSocketConstructor } from "./own_web_socket.ts";
import type { SidecarTarget } from "./sidecar_target.ts";

/** What a {@linkcode SidecarPublisher} is made from. */
export interface SidecarOptions {
  target: SidecarTarget;
  /** Gives what makes a WebSocket, which may have to be loaded. */
  load(): Promise<WebSocketConstructor>;
  clock: Clock;
  logger: Logger;
}

/** Milliseconds a connection may take: PROTOCOL 7.2. */
const CONNECT_MS = 2_000;
/** Frames that may wait: PROTOCOL 7.2. */
const QUEUE_FRAMES = 256;
/**
 * Characters that may wait, and bytes of one frame: as much as a gateway takes in one frame unless it is told
 * otherwise, and would close the connection over.
 */
const QUEUE_SIZE = 32 * 1024 * 1024;
/** Bytes in the socket above which frames wait here. */
const HIGH_WATER_BYTES = 1024 * 1024;
/** Milliseconds an end may wait for what is left to be taken: PROTOCOL 7.2. */
const JOIN_MS = 3_000;

/**
 * - `connecting`: what is sent waits in the queue;
 * - `open`: it leaves as fast as the sidecar takes it;
 * - `leaving`: the close is on its way, behind everything that was sent;
 * - `over`: for good. There is no second attempt.
 */
type State = "connecting" | "open" | "leaving" | "over";

/**
 * The secondary of a tee. It never waits, never throws and never says what is wrong to whoever sends: what
 * does not fit is dropped and counted, and the first failure is the last.
 */
export class SidecarPublisher implements Socket, Source {
  readonly #options: SidecarOptions;
  readonly #connectTimer: Timer;
  readonly #over = withResolvers<void>();
  readonly #queue: string[] = [];
  #queuedChars = 0;
  #taken = 0;
  #dropped = 0;
  #state: State = "connecting";
  #closing = false;
  #webSocket: WebSocketLike | undefined;
  #outbox: Outbox | undefined;

  /** Begins to connect. */
  constructor(options: SidecarOptions) {
    this.#options = options;
    const { clock } = options;
    const late = `it did not answer within ${CONNECT_MS / 1_000} s`;
    this.#connectTimer = clock.after(CONNECT_MS, () => this.#fail(late));
    this.#connect().catch((error) => this.#fail(errorMessage(error)));
  }

  /** Frames that were not sent, since too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  get bufferedAmount(): number {
    return this.#queuedChars + (this.#webSocket?.bufferedAmount ?? 0);
  }

  send(text: string): boolean {
    if (this.#closing || this.#state === "over") return false;
    if (!this.#fits(text)) {
      if (this.#dropped++ === 0) this.#warn("does not keep up", "some frames do not get there");
      return false;
    }
    this.#queue.push(text);
    this.#queuedChars += text.length;
    this.#outbox?.wake(this);
    return this.#isAlive();
  }

  /** Takes nothing more; the connection is closed once it has taken what waits. Code and reason stay here. */
  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#state === "open") this.#leave();
  }

  /**
   * Closes, and resolves when that is done, or when it has taken `withinMs` milliseconds: what has not left
   * by then is lost.
   */
  async finish(withinMs: number = JOIN_MS): Promise<void> {
    this.close();
    const done = new AbortController();
    const { clock } = this.#options;
    await Promise.race([this.#over.promise, sleep(clock, withinMs, done.signal)]);
    done.abort();
    if (this.bufferedAmount > 0) this.#warn("was too slow", "it did not hear the last frames");
    this.#end();
  }

  /** For the outbox: what waits here is a source of its. */
  get end(): number {
    return this.#taken + this.#queue.length;
  }

  /** For the outbox. */
  take(limit: number): string | undefined {
    if (this.#taken >= limit) return undefined;
    const text = this.#queue.shift();
    if (text === undefined) return undefined;
    this.#taken++;
    this.#queuedChars -= text.length;
    return text;
  }

  #fits(text: string): boolean {
    if (this.#queue.length >= QUEUE_FRAMES) return false;
    if (this.#queuedChars + text.length > QUEUE_SIZE) return false;
    return utf8BytesOver(text, QUEUE_SIZE) === null;
  }

  async #connect(): Promise<void> {
    const { target: { url, protocols }, load } = this.#options;
    const WebSocket = await load();
    // Given up while it was loaded.
    if (this.#state === "over") return;
    const webSocket = this.#webSocket = new WebSocket(url, [...protocols]);
    webSocket.addEventListener("open", () => this.#opened(webSocket));
    webSocket.addEventListener("error", (event) => this.#fail(this.#why(event)));
    webSocket.addEventListener("close", ({ code }) => this.#closed(code));
  }

  #opened(webSocket: WebSocketLike): void {
    if (this.#state !== "connecting") return;
    this.#connectTimer.cancel();
    this.#state = "open";
    const socket = guardedSocket(
      new StandardSocket(webSocket),
      (_doing, error) => this.#fail(errorMessage(error)),
    );
    this.#outbox = new Outbox(socket, {
      clock: this.#options.clock,
      highWaterBytes: HIGH_WATER_BYTES,
      // Nothing queues there: all of it comes from here.
      queueLimitChars: 0,
      onOverflow: () => {},
      onGone: () => this.#fail("the connection is gone"),
    });
    this.#outbox.wake(this);
    if (this.#closing) this.#leave();
  }

  #leave(): void {
    void this.#outbox?.drained().then(() => {
      if (this.#state !== "open" || this.#webSocket === undefined) return;
      this.#state = "leaving";
      closeQuietly(this.#webSocket);
    });
  }

  #closed(code: number): void {
    if (this.#state === "leaving") return this.#end();
    this.#fail(`the connection was closed with ${code || ABNORMAL_CLOSURE}`);
  }

  #fail(why: string): void {
    if (this.#state === "leaving") return this.#end();
    if (this.#state === "over") return;
    this.#end();
    this.#warn("is lost", `events go to stdout alone: ${this.#withoutSecrets(why)}`);
  }

  /** The one way into `over`. */
  #end(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#connectTimer.cancel();
    this.#outbox?.close();
    this.#queue.length = 0;
    this.#queuedChars = 0;
    if (this.#webSocket !== undefined) closeQuietly(this.#webSocket);
    this.#over.resolve();
  }

  #isAlive(): boolean {
    return this.#state !== "over";
  }

  #why(event: object): string {
    return "message" in event && event.message ? String(event.message) : "it cannot be reached";
  }

  // What a runtime says of a connection may hold its address.
  #withoutSecrets(text: string): string {
    const { secrets } = this.#options.target;
    return secrets.some((secret) => text.includes(secret)) ? "it cannot be reached" : text;
  }

  #warn(what: string, then: string): void {
    const { target, logger } = this.#options;
    logger.warn(`the sidecar at ${target.shown} ${what}; ${then}`);
  }
}

// RFC 6455: the connection ended without a close frame. Deno reports that as code 0.
const ABNORMAL_CLOSURE = 1006;

function closeQuietly(webSocket: WebSocketLike): void {
  // A client may name no other code of the standard's. One that closes already is left to it.
  if (webSocket.readyState <= 1) webSocket.close(1000);
}
