/**
 * A window that comes back, as docs/DELIVERY.md tells a client: it greets, resumes, and asks for what it
 * missed.
 *
 * @module
 */

/** What a window knows of its session when it comes back. */
export interface Place {
  sessionId: string;
  /** Number of the last event it was shown. */
  lastSeen: number;
}

/** What it found. */
export interface CaughtUp {
  /** Where the snapshot stands. */
  seq: number;
  /** Numbers of the events it was given. */
  numbers: number[];
  truncated: boolean;
}

/** Milliseconds without any message after which something is wrong. */
const PATIENCE_MS = 30_000;

// What answers hold is looked at field by field, where it is used.
// deno-lint-ignore no-explicit-any
type Frame = any;

/** Where a measured server takes connections, with the token. */
export function endpoint(port: number): string {
  return `ws://127.0.0.1:${port}/api/ws?token=bench`;
}

/** One connection that is opened, used once and closed. */
export class ReturningClient {
  readonly #socket: WebSocket;
  readonly #unread: Frame[] = [];
  #waiting: { take(frame: Frame): void; fail(error: Error): void } | undefined;
  #failure: Error | undefined;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.onmessage = ({ data }) => this.#took(JSON.parse(data));
    this.#socket.onerror = (event) => this.#failed((event as ErrorEvent).message);
    this.#socket.onclose = ({ code }) => this.#failed(`it was closed with ${code}`);
  }

  /** Resolves with the first frame, which is the server's greeting. */
  greeting(): Promise<Frame> {
    return this.#next();
  }

  /** Watches a session again, and fetches what was missed. */
  async resume({ sessionId, lastSeen }: Place): Promise<CaughtUp> {
    const { seq } = await this.#call(1, "session.resume", { session_id: sessionId });
    const asked = { session_id: sessionId, last_seen: lastSeen };
    const { events, truncated } = await this.#call(2, "session.events.since", asked);
    return { seq, numbers: events.map((event: Frame) => event.seq), truncated };
  }

  /** Watches a live session. */
  async activate(sessionId: string): Promise<void> {
    await this.#call(1, "session.activate", { session_id: sessionId });
  }

  close(): Promise<void> {
    const { readyState } = this.#socket;
    if (readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.onclose = () => resolve();
      this.#socket.onerror = () => {};
      this.#socket.close();
    });
  }

  async #call(id: number, method: string, params: object): Promise<Frame> {
    this.#socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    for (;;) {
      const { id: answered, result, error } = await this.#next();
      // Events of the session, and of the gateway.
      if (answered === undefined) continue;
      if (error !== undefined) {
        throw new Error(`Cannot ${method}: ${error.code} ${error.message}`);
      }
      return result;
    }
  }

  #next(): Promise<Frame> {
    const unread = this.#unread.shift();
    if (unread !== undefined) return Promise.resolve(unread);
    return new Promise((take, fail) => {
      if (this.#failure !== undefined) return fail(this.#failure);
      const timer = setTimeout(() => fail(new Error("Cannot come back: no answer")), PATIENCE_MS);
      this.#waiting = {
        take(frame) {
          clearTimeout(timer);
          take(frame);
        },
        fail(error) {
          clearTimeout(timer);
          fail(error);
        },
      };
    });
  }

  #took(frame: Frame): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#unread.push(frame);
    else waiting.take(frame);
  }

  #failed(why: string): void {
    this.#failure ??= new Error(
      `Cannot keep a connection open: ${why}; each takes a file on either side, so the limit of open ` +
        "files (ulimit -n) has to be above the number of clients",
    );
    this.#waiting?.fail(this.#failure);
    this.#waiting = undefined;
  }
}
