/** Sockets whose far end a test plays, and a client on them with time moved by hand. */
import assert from "node:assert/strict";
import { Client } from "../../../src/client/client.ts";
import type { ClientOptions } from "../../../src/client/options.ts";
import type { ClientSocket, SocketConstructor } from "../../../src/client/socket.ts";
import { type FakeClock, fakeClock } from "../../support/fake_clock.ts";
import type { Json } from "../../support/stage.ts";

/** Lets every promise settle that can. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 40; i++) await undefined;
}

export class ScriptedSocket implements ClientSocket {
  readonly url: string;
  readonly protocols: readonly string[];
  /** Requests, as they came. */
  readonly calls: Json[] = [];
  closed: { code?: number | undefined } | undefined;
  readonly #answered = new Set<string>();
  readonly #listeners: { type: string; listener: (event: Json) => void }[] = [];

  constructor(url: string, protocols: string[] = []) {
    this.url = url;
    this.protocols = protocols;
  }

  addEventListener(type: string, listener: (event: Json) => void): void {
    this.#listeners.push({ type, listener });
  }

  send(text: string): void {
    this.calls.push(JSON.parse(text));
  }

  close(code?: number): void {
    if (this.closed !== undefined) return;
    this.closed = { code };
    queueMicrotask(() => this.#tell("close", { code: 1005, reason: "" }));
  }

  /** The far end hangs up, or never took up. */
  drop(code = 1006, reason = ""): void {
    this.closed ??= {};
    this.#tell("close", { code, reason });
  }

  open(): void {
    this.#tell("open", {});
  }

  text(data: unknown): void {
    this.#tell("message", { data });
  }

  frame(frame: Json): void {
    this.text(JSON.stringify(frame));
  }

  greet(payload: Json = { skin: {}, replay_epoch: "e1" }): void {
    this.open();
    this.event({ type: "gateway.ready", payload });
  }

  event(params: Json): void {
    this.frame({ jsonrpc: "2.0", method: "event", params });
  }

  /** Methods that wait for an answer. */
  get waiting(): string[] {
    return this.calls.filter(({ id }) => !this.#answered.has(id)).map(({ method }) => method);
  }

  /** Answers the oldest call of a method; gives its params. */
  answer(method: string, result: Json): Json {
    const { id, params } = this.#take(method);
    this.frame({ jsonrpc: "2.0", id, result });
    return params;
  }

  fail(method: string, code: number, message = "no"): Json {
    const { id, params } = this.#take(method);
    this.frame({ jsonrpc: "2.0", id, error: { code, message } });
    return params;
  }

  #take(method: string): Json {
    const call = this.calls.find((each) => each.method === method && !this.#answered.has(each.id));
    assert.ok(call, `${method} is not waiting, but ${this.waiting.join() || "nothing"}`);
    this.#answered.add(call.id);
    return call;
  }

  #tell(type: string, event: Json): void {
    for (const each of this.#listeners) if (each.type === type) each.listener(event);
  }
}

/** A client, its time and its sockets. `await using net = new ScriptedNet()`. */
export class ScriptedNet implements AsyncDisposable {
  readonly time: FakeClock = fakeClock();
  readonly sockets: ScriptedSocket[] = [];
  readonly errors: unknown[] = [];
  readonly client: Client;
  wake: () => void = () => {};

  constructor(options: ClientOptions = {}) {
    const { sockets } = this;
    const Socket = class extends ScriptedSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    } satisfies SocketConstructor;
    this.client = new Client({
      url: "ws://gateway.test",
      WebSocket: Socket,
      clock: this.time.clock,
      random: () => 0,
      fetch: null,
      onError: (error) => this.errors.push(error),
      hints: {
        watch: (wake) => {
          this.wake = wake;
          return () => this.wake = () => {};
        },
      },
      ...options,
    });
  }

  /** The newest socket. */
  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    assert.ok(socket, "no socket was made");
    return socket;
  }

  /** Lets the client connect. */
  async online(greeting?: Json): Promise<ScriptedSocket> {
    await settle();
    this.socket.greet(greeting);
    await settle();
    return this.socket;
  }

  /** The connection ends, and another one is there. */
  async again(greeting?: Json): Promise<ScriptedSocket> {
    this.socket.drop();
    await settle();
    this.time.tick(1_000 * 2);
    return await this.online(greeting);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.client.close();
    await settle();
    await closed;
    assert.equal(this.time.timers, 0, "timers are left of a closed client");
    assert.deepEqual(this.errors, []);
  }
}

/** A session as the gateway describes it. */
export function snapshot(more: Json = {}): Json {
  return {
    ...{
      session_id: "live1",
      session_key: "stored1",
      running: false,
      messages: [],
      status: "idle",
    },
    ...{ message_count: 0, info: {}, started_at: 0, seq: 0, epoch: "e1", pending: [] },
    ...more,
  };
}

/** A numbered event of the session. */
export function numbered(seq: number, type: string, payload?: Json): Json {
  return { type, session_id: "live1", ...payload === undefined ? {} : { payload }, seq };
}
