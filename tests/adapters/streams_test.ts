import assert from "node:assert/strict";
import {
  connectStreams,
  type StreamConnection,
  type StreamOptions,
} from "../../src/adapters/streams.ts";
import { createGateway, type Gateway } from "../../src/gateway/gateway.ts";
import { echoProvider } from "../../src/agent/echo_agent.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { HandClock } from "./stdio_support.ts";

function echoGateway(): Gateway {
  return createGateway({ provider: echoProvider(), logger: silentLogger });
}

/** A gateway with a peer at the other end of two pipes in memory. */
class Pipes implements AsyncDisposable {
  readonly gateway: Gateway;
  readonly #there = new TransformStream<Uint8Array, Uint8Array>();
  readonly #back = new TransformStream<Uint8Array, Uint8Array>();
  readonly #say = this.#there.writable.getWriter();
  readonly heard = this.#back.readable.getReader();
  readonly connection: StreamConnection;
  #text = "";

  constructor(options: StreamOptions = {}, gateway = echoGateway()) {
    this.gateway = gateway;
    const streams = { readable: this.#there.readable, writable: this.#back.writable };
    this.connection = connectStreams(this.gateway, streams, { logger: silentLogger, ...options });
  }

  say(line: string): Promise<void> {
    return this.#say.write(new TextEncoder().encode(`${line}\n`));
  }

  hangUp(): Promise<void> {
    return this.#say.close();
  }

  failReading(error: Error): Promise<void> {
    return this.#say.abort(error);
  }

  /** Everything that has been heard when it matches. */
  async hears(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#text)) {
      const { done, value } = await this.heard.read();
      if (done) assert.fail(`it never said ${pattern}; it said: ${this.#text}`);
      this.#text += new TextDecoder().decode(value);
    }
    return this.#text;
  }

  /** Hears to the end. */
  async rest(): Promise<string> {
    for (let step = await this.heard.read(); !step.done; step = await this.heard.read()) {
      this.#text += new TextDecoder().decode(step.value);
    }
    return this.#text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.shutdown();
    await this.connection.ended;
  }
}

const create = '{"id":1,"method":"session.create"}';

Deno.test("connectStreams() greets, answers, and streams a turn", async () => {
  await using pipes = new Pipes();
  assert.match(await pipes.hears(/\n/), /^\{.*"gateway\.ready".*\}\n/);
  await pipes.say(create);
  const said = await pipes.hears(/"session_id":"\w+"/);
  const [, id] = said.match(/"result":\{"session_id":"(\w+)"/) ?? [];
  await pipes.say(
    JSON.stringify({ id: 2, method: "prompt.submit", params: { session_id: id, text: "hi" } }),
  );
  await pipes.hears(/"message\.complete".*\n/);
  await pipes.heard.cancel();
});

Deno.test("connectStreams() ends with the peer's side, its calls answered and both streams closed", async () => {
  await using pipes = new Pipes();
  const heard = pipes.rest();
  await pipes.say(create);
  await pipes.hangUp();
  assert.deepEqual(await pipes.connection.ended, { kind: "eof" });
  assert.match(await heard, /"id":1,"result"/);
  assert.equal(pipes.gateway.counts.connections, 0);
});

Deno.test("connectStreams() leaves the gateway and its other connections alone when it ends", async () => {
  await using pipes = new Pipes();
  const more = new Pipes({}, pipes.gateway);
  assert.equal(pipes.gateway.counts.connections, 2);
  const heard = more.rest();
  await more.hangUp();
  await more.connection.ended;
  await heard;
  assert.equal(pipes.gateway.draining, false);
  assert.equal(pipes.gateway.counts.connections, 1);
  await pipes.say(create);
  await pipes.hears(/"id":1,"result"/);
  await pipes.heard.cancel();
});

Deno.test("connectStreams() speaks over a TCP connection, and hears it being cut", async () => {
  const gateway = echoGateway();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [peer, ours] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  listener.close();
  const connection = connectStreams(gateway, ours, { logger: silentLogger, label: "tcp" });
  const reader = peer.readable.getReader();
  const { value } = await reader.read();
  assert.match(new TextDecoder().decode(value), /"gateway\.ready".*\n$/);
  reader.releaseLock();
  peer.close();
  assert.equal((await connection.ended).kind, "eof");
  await gateway.shutdown();
});

Deno.test("StreamConnection.close() answers what was asked, then ends the streams", async () => {
  await using pipes = new Pipes();
  const heard = pipes.rest();
  await pipes.say(create);
  const end = await pipes.connection.close();
  assert.deepEqual([end.kind, end.kind === "closed" && end.code], ["closed", 1000]);
  assert.match(await heard, /"id":1,"result"/);
});

Deno.test("connectStreams() ends by a shutdown of the gateway, with the last events read", async () => {
  await using pipes = new Pipes();
  const heard = pipes.rest();
  await pipes.say(create);
  await pipes.gateway.shutdown();
  const end = await pipes.connection.ended;
  assert.deepEqual([end.kind, end.kind === "closed" && end.code], ["closed", 1001]);
  assert.match(await heard, /gateway\.ready/);
});

Deno.test("connectStreams() tells a stream that failed", async () => {
  await using pipes = new Pipes();
  const heard = pipes.rest();
  const error = new Error("the cable was cut");
  await pipes.failReading(error);
  assert.deepEqual(await pipes.connection.ended, { kind: "failed", error });
  await heard;
});

Deno.test("connectStreams() gives a peer that reads nothing so long, then lets go", async () => {
  const clock = new HandClock();
  await using pipes = new Pipes({ clock, drainMs: 700 });
  const ended = pipes.connection.close();
  await clock.armed();
  clock.advance(500);
  while (clock.pending === 0) await new Promise<void>((resolve) => queueMicrotask(resolve));
  await clock.armed();
  clock.advance(700);
  assert.deepEqual(await ended, { kind: "gone" });
  assert.equal(pipes.gateway.counts.connections, 0);
});

Deno.test("connectStreams() gives the peer the role it is told", async () => {
  await using pipes = new Pipes({ role: "observer" });
  await pipes.say('{"id":1,"method":"session.create"}');
  await pipes.hears(/"id":1,"error":\{"code":4040/);
  await pipes.heard.cancel();
});

Deno.test("connectStreams() refuses a stream that somebody reads", () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  readable.getReader();
  const gateway = echoGateway();
  assert.throws(
    () => connectStreams(gateway, { readable, writable }),
    /^TypeError: Cannot connect the streams: "readable" is locked; release its reader/,
  );
  return gateway.shutdown();
});
