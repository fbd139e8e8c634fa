/** A gateway that runs real git, in real time: whoever waits is told by a frame, not by a clock. */
import assert from "node:assert/strict";
import { createGateway, type Gateway } from "../../../src/gateway/gateway.ts";
import type { GatewayOptions } from "../../../src/gateway/options.ts";
import { LogBook } from "../../support/log_book.ts";
import { MemorySocket } from "../../support/memory_socket.ts";
import { ScriptedProvider } from "../../support/scripted_agent.ts";
import { checkAnswer, checkEvent, type Json } from "../../support/stage.ts";
import type { GitWorld } from "./git_world.ts";

/** See the module. One window. */
export class LiveGateway implements AsyncDisposable {
  readonly provider = new ScriptedProvider();
  readonly log = new LogBook();
  readonly gateway: Gateway;
  readonly #socket = new MemorySocket();
  readonly #connection: ReturnType<Gateway["connect"]>;
  #read = 0;
  #ids = 0;
  #wake = () => {};

  constructor(world: GitWorld, options: Partial<GatewayOptions> = {}) {
    this.gateway = createGateway({
      provider: this.provider,
      logger: this.log,
      workspace: world.access,
      git: { spawn: world.spawn },
      buildDelayMs: 0,
      autoTitle: false,
      cwd: world.root,
      ...options,
    });
    this.#socket.onFrame = () => this.#wake();
    this.#connection = this.gateway.connect(this.#socket, {
      label: "10.0.0.1:4000",
      transport: "websocket",
    });
  }

  /** The next frame that fits, among those nobody has looked at; the ones before it are skipped. */
  async next(fits: (frame: Json) => boolean): Promise<Json> {
    for (;;) {
      const { frames } = this.#socket;
      while (this.#read < frames.length) {
        const frame = JSON.parse(frames[this.#read++] ?? "");
        if (frame.method === "event") checkEvent(frame.params);
        if (fits(frame)) return frame;
      }
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** The payload of the next event of a type that fits. */
  async event(type: string, fits: (payload: Json) => boolean = () => true): Promise<Json> {
    const frame = await this.next(({ method, params }) =>
      method === "event" && params.type === type && fits(params.payload)
    );
    return frame.params.payload;
  }

  /** Calls without waiting for the answer, which has this id. One waits for frames at a time. */
  send(method: string, params: Json = {}): string {
    const id = `r${++this.#ids}`;
    this.#connection.receive(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return id;
  }

  /** The whole answer to a call. Events that came before it are skipped. */
  async call(method: string, params: Json = {}): Promise<Json> {
    const id = this.send(method, params);
    const answer = await this.next((frame) => frame.id === id);
    checkAnswer(method, answer);
    return answer;
  }

  async result(method: string, params: Json = {}): Promise<Json> {
    const { result, error } = await this.call(method, params);
    assert.equal(error, undefined, `${method}: ${error?.code} ${error?.message}`);
    return result;
  }

  async code(method: string, params: Json = {}): Promise<number> {
    const { result, error } = await this.call(method, params);
    assert.equal(result, undefined, `${method} was expected to fail`);
    return error.code;
  }

  /** A session whose agent is ready. */
  async open(params: Json = {}): Promise<string> {
    const { session_id } = await this.result("session.create", params);
    await this.event("session.info", ({ lazy }) => lazy !== true);
    return session_id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.end("test is over");
    await this.gateway.shutdown();
    assert.deepEqual(this.log.at("critical"), []);
  }
}
