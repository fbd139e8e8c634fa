/**
 * A client that speaks to the server frame by frame, whatever carries the frames.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Calls } from "./calls.ts";
import {
  type Answer,
  answerTo,
  checked,
  type EventOf,
  type Fault,
  type Frame,
  FrameReader,
  isNews,
  ofType,
  type WireEvent,
} from "./frames.ts";
import { patiently } from "./patience.ts";
import { type EventType, type MethodName, type ResultOf, results } from "./shapes.ts";

/** What carries the frames. */
export type Transport = "websocket" | "stdio";

/** One connection, as text. */
export interface Line {
  readonly transport: Transport;
  /** Sends a frame; bytes go as they are, which only some transports have a use for. */
  send(data: string | Uint8Array): Promise<void>;
  /** The next frame; `undefined` once the connection has ended. */
  receive(): Promise<string | undefined>;
  /** Ends the connection from this side, in good order; answers what came until its end. */
  hangUp(): Promise<string[]>;
  /** Ends whatever there is to end. Idempotent. */
  drop(): Promise<void>;
}

/** A session somebody opened. */
export type Opened = ResultOf<"session.create">;

const isInfo = ofType("session.info");
const SHOWN_FRAMES = 12;
const SHOWN_CHARS = 300;

/** A connected client. Every frame it reads is held against the rules of the protocol. */
export class Peer {
  readonly line: Line;
  /** Every frame so far, in order. */
  readonly log: Frame[] = [];
  readonly #reader = new FrameReader();
  readonly #inbox: Frame[] = [];
  readonly #news: WireEvent[] = [];
  readonly #calls = new Calls();
  #requests = 0;
  #finished = false;

  constructor(line: Line) {
    this.line = line;
  }

  get transport(): Transport {
    return this.line.transport;
  }

  /** Sends a frame: a text as it is, anything else as JSON. */
  async send(frame: string | object): Promise<void> {
    this.#calls.sent(frame);
    await this.line.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** The next frame. */
  async next(): Promise<Frame> {
    return this.#inbox.shift() ?? await this.#receive();
  }

  /** The next frame that fits. What came before it stays for {@linkcode next}. */
  async take<F extends Frame>(fits: (frame: Frame) => frame is F): Promise<F> {
    const at = this.#inbox.findIndex(fits);
    if (at !== -1) return this.#inbox.splice(at, 1)[0] as F;
    for (;;) {
      const frame = await this.#receive();
      if (fits(frame)) return frame;
      this.#inbox.push(frame);
    }
  }

  /** All frames up to the first that fits, which is the last of them. */
  async until(fits: (frame: Frame) => boolean): Promise<Frame[]> {
    const seen: Frame[] = [];
    for (;;) {
      const frame = await this.next();
      seen.push(frame);
      if (fits(frame)) return seen;
    }
  }

  /** The next event of a type, of one session if given. */
  async event<T extends EventType>(type: T, session?: string): Promise<EventOf<T>> {
    const isIt = ofType(type);
    return await this.take((frame): frame is EventOf<T> =>
      isIt(frame) && (session === undefined || frame.session === session)
    );
  }

  /** The next event about the gateway as a whole that fits; those are in no log, and for nobody else. */
  async news<T extends EventType>(
    type: T,
    fits: (event: EventOf<T>) => boolean = () => true,
  ): Promise<EventOf<T>> {
    const isIt = ofType(type);
    for (;;) {
      const frame = this.#news.shift() ??
        this.#admit(await this.#read() ?? assert.fail("it ended"));
      if (isIt(frame) && fits(frame)) return frame;
      if (!isNews(frame)) this.#inbox.push(frame);
    }
  }

  /** Sends a request and answers its id. */
  async request(method: string, params?: object): Promise<string> {
    const id = `t${++this.#requests}`;
    await this.send({ jsonrpc: "2.0", id, method, ...(params ? { params } : {}) });
    return id;
  }

  /** Sends a request and waits for its answer. */
  async call(method: string, params?: object): Promise<Answer> {
    return await this.take(answerTo(await this.request(method, params)));
  }

  /** The result of a call that must succeed. */
  async ok<M extends MethodName>(method: M, params?: object): Promise<ResultOf<M>> {
    const { raw, result, error } = await this.call(method, params);
    assert.equal(error, undefined, `${method} failed: ${raw}`);
    return checked(results[method], result, raw) as ResultOf<M>;
  }

  /** The error of a call that must fail. */
  async refused(method: string, params?: object): Promise<Fault> {
    const { raw, error } = await this.call(method, params);
    return error ?? assert.fail(`${method} succeeded: ${raw}`);
  }

  /** Sends a text as a frame and waits for the answer with the given id. */
  async exchange(frame: string | object, id: unknown = null): Promise<Answer> {
    await this.send(frame);
    return await this.take(answerTo(id));
  }

  /** Opens a session, which ends with this connection unless the params say otherwise. */
  async open(params: object = {}): Promise<Opened> {
    return await this.ok("session.create", { close_on_disconnect: true, ...params });
  }

  /** Submits a prompt and waits for the turn it starts: its events, the closing `session.info` last. */
  async turn(session: string, text: string, params: object = {}): Promise<WireEvent[]> {
    const answer = await this.ok("prompt.submit", { session_id: session, text, ...params });
    assert.equal(answer.status, "streaming");
    return await this.turnEvents(session);
  }

  /** The events of the next turn of a session, from its start to the closing `session.info`. */
  async turnEvents(session: string): Promise<WireEvent[]> {
    const events: WireEvent[] = [];
    const isMine = (frame: Frame): frame is WireEvent =>
      frame.kind === "event" && frame.session === session;
    for (let ended = false;;) {
      const event = await this.take(isMine);
      const starts = event.type === "message.start" || event.type === "error";
      if (events.length === 0 && !starts) continue;
      events.push(event);
      ended ||= event.type === "message.complete" || event.type === "error";
      if (ended && isInfo(event) && event.payload.running === false) return events;
    }
  }

  /**
   * Everything that was on its way: what has come by the time a request sent now is answered. So a
   * silence is shown by an answer, not by waiting.
   */
  async settle(): Promise<Frame[]> {
    const frames = await this.until(answerTo(await this.request("setup.status")));
    return frames.slice(0, -1);
  }

  /** Whether the other side has ended the connection: nothing more comes. */
  async ended(): Promise<boolean> {
    return await this.#read() === undefined;
  }

  /** Hangs up in good order; all frames that were not read yet. */
  async hangUp(): Promise<Frame[]> {
    this.#finished = true;
    for (const raw of await this.line.hangUp()) this.#keep(this.#admit(raw));
    return this.#inbox.splice(0);
  }

  /** Hangs up in good order, and makes sure that nothing was answered that was not asked. */
  async finish(): Promise<void> {
    if (this.#finished) return;
    const answers = (await this.hangUp()).filter((frame) => frame.kind === "answer");
    assert.deepEqual(answers.map((answer) => answer.raw), [], "answers nobody waited for");
  }

  /** Ends the connection as a client that goes away. */
  async leave(): Promise<void> {
    this.#finished = true;
    await this.line.drop();
  }

  async #receive(): Promise<Frame> {
    for (let raw = await this.#read(); raw !== undefined; raw = await this.#read()) {
      const frame = this.#admit(raw);
      if (!isNews(frame)) return frame;
      this.#news.push(frame);
    }
    throw new Error(`Waiting for a frame: the connection has ended\n${this.#story()}`);
  }

  async #read(): Promise<string | undefined> {
    return await patiently(this.line.receive(), () => `a frame\n${this.#story()}`);
  }

  #admit(raw: string): Frame {
    const frame = this.#reader.read(raw);
    if (frame.kind === "answer") this.#calls.answered(frame);
    if (!isNews(frame)) this.log.push(frame);
    return frame;
  }

  #keep(frame: Frame): void {
    if (isNews(frame)) this.#news.push(frame);
    else this.#inbox.push(frame);
  }

  #story(): string {
    const last = this.log.slice(-SHOWN_FRAMES).map(({ raw }) => raw.slice(0, SHOWN_CHARS));
    return ["the last frames were", ...last].join("\n  ");
  }
}
