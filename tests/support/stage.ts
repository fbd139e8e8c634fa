/** A whole gateway without a socket: JSON text goes in, JSON text comes out, time is moved by hand. */
import assert from "node:assert/strict";
// Loaded when skills are first read: what a file costs is no time that a test moves.
import "../../src/commands/read_skill.ts";
import { createGateway, type Gateway } from "../../src/gateway/gateway.ts";
import type { GatewayOptions } from "../../src/gateway/options.ts";
import type { GatewayConnection, Peer } from "../../src/gateway/acceptor.ts";
import { methods } from "../../src/protocol/methods.ts";
import { openRpcDocument } from "../../src/protocol/openrpc.ts";
import { Declared } from "./declared.ts";
import { GlobalTime } from "./global_time.ts";
import { LogBook } from "./log_book.ts";
import { MemorySocket } from "./memory_socket.ts";
import { ScriptedProvider } from "./scripted_agent.ts";

// deno-lint-ignore no-explicit-any
export type Json = any;

export interface WireEvent {
  type: string;
  session_id?: string;
  payload?: Json;
  turn_id?: string;
  seq?: number;
}

/** Events about the gateway as a whole, which come to everybody whenever something happens. */
const news = new Set([
  "sessions.changed",
  "session.reclaimed",
  "notification.show",
  "notification.clear",
]);

const declared = new Declared(openRpcDocument(Object.values(methods)));

/** A gateway, its time, its agents and its log. `await using stage = new Stage()`. */
export class Stage implements AsyncDisposable {
  readonly time = new GlobalTime();
  readonly log = new LogBook();
  readonly provider: ScriptedProvider;
  readonly gateway: Gateway;
  readonly #clients: Client[] = [];

  constructor(options: Partial<GatewayOptions> & { provider?: ScriptedProvider } = {}) {
    this.provider = options.provider ?? new ScriptedProvider();
    const { clock } = this.time;
    this.gateway = createGateway({ clock, logger: this.log, ...options, provider: this.provider });
  }

  connect(given?: MemorySocket, role?: Peer["role"]): Client {
    const socket = given ?? new MemorySocket();
    const label = `10.0.0.${this.#clients.length + 1}:4000`;
    const peer: Peer = { label, transport: "websocket", ...role === undefined ? {} : { role } };
    const connection = this.gateway.connect(socket, peer);
    const client = new Client(socket, connection);
    this.#clients.push(client);
    return client;
  }

  /** A client with a session whose agent is ready, and nothing left to read. */
  async open(params: Json = {}): Promise<{ client: Client; id: string }> {
    const client = this.connect();
    const { session_id: id } = client.result("session.create", params);
    await this.time.pass(50);
    client.take();
    return { client, id };
  }

  /** As {@linkcode Stage.open}, with a turn that runs and its prompt given away. */
  async running(text = "hello", params: Json = {}): Promise<{ client: Client; id: string }> {
    const opened = await this.open(params);
    opened.client.submit(opened.id, text);
    await this.time.pass();
    opened.client.take();
    return opened;
  }

  /** One more viewer of a session: it has had a short turn there. */
  async join(id: string): Promise<Client> {
    const client = this.connect();
    client.submit(id, "may I watch?");
    await this.time.pass();
    this.provider.turn.end();
    await this.time.pass();
    client.take();
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket, connection } of this.#clients) {
      socket.reading = true;
      socket.drain();
      connection.end("test is over");
    }
    const closed = this.gateway.shutdown();
    // Also an agent that never closes is given up by then.
    await this.time.pass(6_000);
    await closed;
    const { timers } = this.time;
    this.time[Symbol.dispose]();
    assert.equal(timers, 0, "timers are left after the shutdown");
    assert.deepEqual(this.log.at("critical"), []);
  }
}

/** One peer. Every answer and event it gets is held against its contract. */
export class Client {
  readonly socket: MemorySocket;
  readonly connection: GatewayConnection;
  #read = 0;
  #ids = 0;
  #news: WireEvent[] = [];

  constructor(socket: MemorySocket, connection: GatewayConnection) {
    this.socket = socket;
    this.connection = connection;
  }

  /** Frames that came since the last time, parsed; those of {@linkcode Client.news} aside. */
  take(): Json[] {
    const frames = this.socket.frames.slice(this.#read).map((frame) => JSON.parse(frame));
    this.#read = this.socket.frames.length;
    for (const frame of frames) if (frame.method === "event") checkEvent(frame.params);
    const isNews = ({ params }: Json) => news.has(params?.type);
    this.#news.push(...frames.filter(isNews).map(({ params }) => params));
    return frames.filter((frame) => !isNews(frame));
  }

  /** What came about the gateway as a whole since the last time; other frames are skipped. */
  news(): WireEvent[] {
    this.take();
    return this.#news.splice(0);
  }

  /** Events that came since the last time; answers among them are skipped. */
  events(): WireEvent[] {
    return this.take().filter((frame) => frame.method === "event").map((frame) => frame.params);
  }

  /** Types of the events that came since the last time. */
  types(): string[] {
    return this.events().map(({ type }) => type);
  }

  send(method: string, params: Json = {}): string {
    const id = `r${++this.#ids}`;
    this.connection.receive(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return id;
  }

  /** The answer to a call that is answered at once. What else came stays to be taken. */
  call(method: string, params: Json = {}): Json {
    const from = this.socket.frames.length;
    const id = this.send(method, params);
    const frames = this.socket.frames.slice(from).map((frame) => JSON.parse(frame));
    const answer = frames.find((frame) => frame.id === id);
    assert.ok(answer, `${method} was not answered at once`);
    if (declared.knows(method)) checkAnswer(method, answer);
    return answer;
  }

  result(method: string, params: Json = {}): Json {
    const { result, error } = this.call(method, params);
    assert.equal(error, undefined, `${method}: ${error?.code} ${error?.message}`);
    return result;
  }

  error(method: string, params: Json = {}): { code: number; message: string } {
    const { result, error } = this.call(method, params);
    assert.equal(result, undefined, `${method} was expected to fail`);
    return error;
  }

  submit(session_id: string, text: string, more: Json = {}): string {
    return this.result("prompt.submit", { session_id, text, ...more }).status;
  }

  interrupt(session_id: string): void {
    assert.deepEqual(this.result("session.interrupt", { session_id }), { status: "interrupted" });
  }
}

/** All text of the deltas among events. */
export function streamed(among: readonly WireEvent[], type = "message.delta"): string {
  return among.map((event) => event.type === type ? event.payload.text : "").join("");
}

export function checkEvent(event: WireEvent): void {
  declared.assertPayload(event.type, event.payload, JSON.stringify(event));
}

export function checkAnswer(method: string, answer: Json): void {
  const raw = JSON.stringify(answer);
  if (answer.error === undefined) declared.assertResult(method, answer.result, raw);
  else declared.assertFault(method, answer.error.code, raw);
}
