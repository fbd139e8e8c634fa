/**
 * A window that comes back: its place in a session outlives its socket.
 *
 * @module
 */
import assert from "node:assert/strict";

// deno-lint-ignore no-explicit-any
export type Json = any;

/** See the module. It holds what it is shown against the promise: every event once, in order. */
export class CrashWindow {
  /** Number of the last event shown. */
  last = 0;
  /** What was shown, by number: the type of the event, or how a turn ended. */
  readonly shown: string[] = [];
  #socket: WebSocket | undefined;
  #ended: Promise<void> = Promise.resolve();
  #ids = 0;
  readonly #answers = new Map<string, (frame: Json) => void>();
  // Live events that came while others were still being fetched.
  #held: Json[] | undefined = [];
  #waiting: { count: number; resolve: () => void } | undefined;
  readonly #onEvent: (event: Json) => void;

  /** @param onEvent hears of every event that is shown, once and in order */
  constructor(onEvent: (event: Json) => void = () => {}) {
    this.#onEvent = onEvent;
  }

  /** Resolves when the socket has closed. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Resolves once the gateway has greeted. */
  async connect(port: number): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/ws?token=0123456789abcdef`);
    this.#held = [];
    this.#ended = new Promise((resolve) => socket.onclose = () => resolve());
    socket.onerror = () => {};
    await new Promise<void>((resolve) => {
      socket.onmessage = ({ data }) => {
        this.#take(JSON.parse(data));
        resolve();
      };
    });
    this.#socket = socket;
  }

  call(method: string, params: Json): Promise<Json> {
    const id = `w${++this.#ids}`;
    this.#socket?.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ result, error }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.code} ${error.message}`));
      });
    });
  }

  /** Watches a session: what was missed, then what comes. */
  async resume(id: string): Promise<Json> {
    const snapshot = await this.call("session.resume", { session_id: id });
    for (;;) {
      const asked = { session_id: snapshot.session_id, last_seen: this.last, limit: 40 };
      const { events, truncated, latest } = await this.call("session.events.since", asked);
      assert.equal(truncated, false, "nothing is lost");
      for (const event of events) this.#show(event);
      if (this.last >= latest) break;
    }
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const event of held) this.#show(event);
    return snapshot;
  }

  /** Resolves when so many more events have been shown. */
  more(count: number): Promise<void> {
    return new Promise((resolve) => this.#waiting = { count, resolve });
  }

  /** Resolves when the event of this number has been shown. */
  async reach(seq: number): Promise<void> {
    if (this.last < seq) await this.more(seq - this.last);
  }

  close(): Promise<void> {
    this.#socket?.close();
    return this.#ended;
  }

  /** Goes away as a window that is cut off: what is on its way it never sees. */
  drop(): Promise<void> {
    if (this.#socket !== undefined) this.#socket.onmessage = null;
    this.#waiting = undefined;
    return this.close();
  }

  #take(frame: Json): void {
    if (frame.method !== "event") {
      this.#answers.get(frame.id)?.(frame);
      this.#answers.delete(frame.id);
      return;
    }
    if (frame.params.seq === undefined) return;
    if (this.#held === undefined) this.#show(frame.params);
    else this.#held.push(frame.params);
  }

  #show(event: Json): void {
    // Fetched and heard: the number tells.
    if (event.seq <= this.last) return;
    assert.equal(event.seq, this.last + 1, "every event once, in order, or an explicit gap");
    this.last = event.seq;
    this.shown.push(event.type === "message.complete" ? event.payload.status : event.type);
    this.#onEvent(event);
    if (this.#waiting === undefined || --this.#waiting.count > 0) return;
    this.#waiting.resolve();
    this.#waiting = undefined;
  }
}
