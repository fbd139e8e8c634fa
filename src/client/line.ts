/**
 * One socket, from the attempt to its end.
 *
 * @module
 */
import type { Clock, Timer } from "../lib/clock.ts";
import { isRecord } from "../lib/is_record.ts";
import type { Target } from "./credential.ts";
import type { ClientSocket, SocketConstructor } from "./socket.ts";

/** How a line has ended. */
export interface LineEnd {
  /** Whether the gateway had let us in. */
  readonly opened: boolean;
  /** The close code; 1006 where there was none. */
  readonly code: number;
  readonly reason: string;
}

/** What a line works with. */
export interface LineOptions {
  readonly target: Target;
  readonly Socket: SocketConstructor;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly quietMs: number;
  /** Hears of each frame but the greeting. */
  onFrame(frame: Record<string, unknown>): void;
  /** The gateway has greeted, with this. */
  onReady(greeting: Record<string, unknown>): void;
  /** It has ended by itself: once, and not after {@linkcode Line.close}. */
  onEnd(end: LineEnd): void;
  onError(error: unknown): void;
}

/** Milliseconds the gateway has to say anything, once it was asked whether it is there. */
const ANSWER_MS = 15_000;
/** The same where there is a reason to doubt: the network was out, the machine may have slept. */
const DOUBT_MS = 5_000;

/** See the module. */
export class Line {
  readonly #options: LineOptions;
  readonly #socket: ClientSocket;
  /** Resolves when the socket has really closed. */
  readonly closed: Promise<void>;
  #state: "opening" | "open" | "ready" | "over" = "opening";
  #timer: Timer;
  #heardAt = 0;
  #heard = 0;
  #pings = 0;

  /** @throws {unknown} what the socket's constructor throws */
  constructor(options: LineOptions) {
    const { target, Socket, clock, connectTimeoutMs } = options;
    this.#options = options;
    const { url, protocols } = target;
    this.#socket = protocols.length === 0 ? new Socket(url) : new Socket(url, protocols);
    this.#timer = clock.after(connectTimeoutMs, () => this.#giveUp("no greeting in time"));
    this.#socket.addEventListener("open", () => {
      if (this.#state === "opening") this.#state = "open";
    });
    this.#socket.addEventListener("message", ({ data }) => this.#hear(data));
    // The close that follows says it all; Deno ends the process for an error nobody listens to.
    this.#socket.addEventListener("error", (event) => (event as Partial<Event>).preventDefault?.());
    this.closed = new Promise((resolve) => {
      this.#socket.addEventListener("close", ({ code = 1006, reason = "" }) => {
        resolve();
        this.#end(code, reason);
      });
    });
  }

  send(text: string): void {
    if (this.#state !== "ready") return;
    try {
      this.#socket.send(text);
    } catch {
      // It is closing, and says so itself.
    }
  }

  /** There is a reason to doubt that the gateway is still there. */
  doubt(): void {
    if (this.#state === "ready") this.#ping(DOUBT_MS);
  }

  /** Ends it from this side. */
  close(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#timer.cancel();
    this.#hangUp();
  }

  #hear(data: unknown): void {
    if (this.#state === "over") return;
    this.#heardAt = this.#options.clock.monotonic();
    this.#heard++;
    const message = parse(data);
    // Frames that left at once come in a JSON-RPC batch.
    if (!Array.isArray(message)) return this.#take(message);
    for (const frame of message) this.#take(frame);
  }

  #take(frame: unknown): void {
    // Whoever heard of the frame before may have hung up.
    if (this.#state === "over") return;
    const { onFrame, onReady, onError } = this.#options;
    if (!isRecord(frame)) {
      return onError(new TypeError("Reading a frame of the gateway: it is no JSON object"));
    }
    const greeting = this.#state === "ready" ? undefined : greetingIn(frame);
    if (greeting === undefined) return onFrame(frame);
    this.#state = "ready";
    this.#timer.cancel();
    this.#listen();
    onReady(greeting);
  }

  /** Waits for a silence. */
  #listen(): void {
    const { clock, quietMs } = this.#options;
    if (quietMs === 0) return;
    const quiet = clock.monotonic() - this.#heardAt;
    if (quiet >= quietMs) return this.#ping(ANSWER_MS);
    this.#timer = clock.after(quietMs - quiet, () => this.#listen());
  }

  // Whatever is answered, also that there is no such method, is a sign of life.
  #ping(patienceMs: number): void {
    const { clock } = this.#options;
    const before = this.#heard;
    this.#timer.cancel();
    this.#timer = clock.after(patienceMs, () => {
      if (this.#heard === before) return this.#giveUp("the gateway has fallen silent");
      this.#listen();
    });
    const id = `ping${++this.#pings}`;
    this.send(JSON.stringify({ jsonrpc: "2.0", id, method: "gateway.ping", params: {} }));
  }

  #giveUp(why: string): void {
    this.#hangUp();
    this.#end(1006, why);
  }

  #hangUp(): void {
    try {
      this.#socket.close(1000);
    } catch {
      // It never opened, or is closed.
    }
  }

  #end(code: number, reason: string): void {
    if (this.#state === "over") return;
    const opened = this.#state !== "opening";
    this.#state = "over";
    this.#timer.cancel();
    this.#options.onEnd({ opened, code, reason });
  }
}

function parse(data: unknown): unknown {
  if (typeof data !== "string") return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function greetingIn({ method, params }: Record<string, unknown>) {
  if (method !== "event" || !isRecord(params) || params.type !== "gateway.ready") return undefined;
  return isRecord(params.payload) ? params.payload : {};
}
