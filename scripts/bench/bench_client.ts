/**
 * A front end that counts and measures what it is sent.
 *
 * @module
 */
import type { HogOrder } from "./hog_agent.ts";
import type { Order } from "./tokens.ts";
import { stamp } from "./tokens.ts";

/** What arrived for one prompt. */
export interface Arrival {
  /** Milliseconds from sending the prompt to its first piece of text. */
  firstMs: number;
  /** Milliseconds from sending the prompt to the end of the turn. */
  totalMs: number;
  /** Frames with text. */
  frames: number;
  /** WebSocket messages they came in: one of ten frames counts a tenth for each. */
  messages: number;
  /** Characters of all frames of the turn: their bytes, since the text is ASCII. */
  bytes: number;
  text: string;
  /** Milliseconds from the making of each stamped token to its arrival. */
  latencies: number[];
}

interface Turn {
  start: number;
  first: number | undefined;
  frames: number;
  messages: number;
  bytes: number;
  parts: string[];
  latencies: number[];
  stamped: boolean;
  /** Something of it was lost on the way: perhaps the event that ends it. */
  lost: boolean;
  done(arrival: Arrival): void;
}

// What frames and answers hold is looked at field by field, where it is used.
// deno-lint-ignore no-explicit-any
type Result = any;

interface Reply {
  result?: Result;
  error?: { code: number; message: string };
}

/** One connection, any number of sessions. */
export class BenchClient {
  readonly #socket: WebSocket;
  readonly #replies = new Map<number, (frame: Reply) => void>();
  readonly #turns = new Map<string, Turn>();
  #lastId = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#hear(data);
  }

  /** @param batch whether it takes frames in batches, as the client of Tidegate does */
  static connect(port: number, { batch = false } = {}): Promise<BenchClient> {
    const query = `token=bench${batch ? "&batch=1" : ""}`;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/ws?${query}`);
    return new Promise((resolve, reject) => {
      socket.onopen = () => resolve(new BenchClient(socket));
      socket.onerror = (event) =>
        reject(new Error(`Cannot connect: ${(event as ErrorEvent).message}`));
    });
  }

  /** @param kept whether the session outlives this connection */
  async createSession({ kept = false } = {}): Promise<string> {
    const { session_id } = await this.call("session.create", { close_on_disconnect: !kept });
    return session_id;
  }

  /** So many sessions, one after the other. */
  async createSessions(count: number, options: { kept?: boolean } = {}): Promise<string[]> {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) ids.push(await this.createSession(options));
    return ids;
  }

  /**
   * Sends a prompt and waits for the end of its turn. Where this client could not keep up, and lost the
   * end among other things, what came is the answer: whoever needs all of it counts.
   */
  run(sessionId: string, order: Order | HogOrder): Promise<Arrival> {
    return new Promise((done, fail) => {
      this.#turns.set(sessionId, {
        start: performance.now(),
        first: undefined,
        frames: 0,
        messages: 0,
        bytes: 0,
        parts: [],
        latencies: [],
        stamped: "kind" in order && order.kind === "paced",
        lost: false,
        done,
      });
      const prompt = { session_id: sessionId, text: JSON.stringify(order) };
      this.call("prompt.submit", prompt).catch(fail);
    });
  }

  /** Asks for something. @throws {Error} what it was answered */
  call(method: string, params: object): Promise<Result> {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return new Promise((resolve, reject) => {
      this.#replies.set(id, ({ result, error }) => {
        if (result !== undefined) resolve(result);
        else reject(new Error(`Cannot ${method}: ${error?.code} ${error?.message}`));
      });
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.onclose = () => resolve();
      this.#socket.close();
    });
  }

  #hear(data: string): void {
    const message = JSON.parse(data);
    if (!Array.isArray(message)) return this.#take(message, { messages: 1, bytes: data.length });
    const messages = 1 / message.length;
    for (const frame of message) {
      this.#take(frame, { messages, bytes: JSON.stringify(frame).length + ",".length });
    }
  }

  #take(frame: Result, share: { messages: number; bytes: number }): void {
    if (frame.method !== "event") {
      this.#replies.get(frame.id)?.(frame);
      this.#replies.delete(frame.id);
      return;
    }
    const { type, session_id, payload } = frame.params;
    const turn = this.#turns.get(session_id);
    if (turn === undefined) return;
    turn.bytes += share.bytes;
    if (type === "message.delta") {
      turn.messages += share.messages;
      takeText(turn, payload.text);
    }
    if (type === "session.gap") turn.lost = true;
    const ends = type === "message.complete" ||
      (turn.lost && type === "session.info" && !payload.running);
    if (!ends) return;
    this.#turns.delete(session_id);
    turn.done(toArrival(turn));
  }
}

function takeText(turn: Turn, text: string): void {
  turn.first ??= performance.now();
  turn.frames++;
  turn.parts.push(text);
  if (!turn.stamped) return;
  const now = stamp();
  for (const made of text.trim().split(" ")) {
    // The moment is behind the blank; padding may follow it.
    turn.latencies.push(now - Number.parseFloat(made));
  }
}

function toArrival(turn: Turn): Arrival {
  const { start, first, frames, messages, bytes, parts, latencies } = turn;
  return {
    firstMs: (first ?? Number.NaN) - start,
    totalMs: performance.now() - start,
    frames,
    messages,
    bytes,
    text: parts.join(""),
    latencies,
  };
}
