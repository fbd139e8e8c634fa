import assert from "node:assert/strict";
import {
  type StdioConnection,
  StdioConversation,
  type StdioGateway,
} from "../../src/adapters/stdio.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import type { Socket } from "../../src/transport/socket.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { codedError, encode, HandClock, settle, TestPipe } from "./stdio_support.ts";

/** A gateway that writes down what it is handed. */
class StandIn implements StdioGateway {
  readonly maxFrameBytes = 64;
  readonly calls: string[] = [];
  /** Whether a shutdown waits for a reader, until it is told not to. */
  patient = false;
  socket: Socket | undefined;
  finishCalls = () => {};
  readonly #drained = new Promise<void>((resolve) => {
    this.finishCalls = resolve;
  });

  connect(socket: Socket, peer: { label: string; transport: "stdio" }): StdioConnection {
    this.socket = socket;
    this.calls.push(`connect ${peer.label}/${peer.transport}`);
    socket.send("ready");
    return {
      receive: (text) => this.calls.push(`receive ${text}`),
      refuseFrame: (bytes) => this.calls.push(`refuse ${bytes}`),
      drained: () => this.#drained,
    };
  }

  async shutdown({ signal }: { signal: AbortSignal }): Promise<void> {
    this.calls.push("shutdown");
    if (this.patient) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    this.socket?.send("bye");
    this.socket?.close(1001, "gateway shuts down");
    this.calls.push("shut down");
  }
}

function converse() {
  const gateway = new StandIn();
  const pipe = new TestPipe();
  const clock = new HandClock();
  let input: ReadableStreamDefaultController<Uint8Array> | undefined;
  const readable = new ReadableStream<Uint8Array>({
    start: (controller) => {
      input = controller;
    },
  });
  const streams = { readable, write: pipe.write };
  const start = (more: { alsoTell?: Socket } = {}) =>
    new StdioConversation({
      gateway,
      streams,
      clock,
      logger: silentLogger,
      drainMs: 1_000,
      ...more,
    });
  const say = (text: string) => input?.enqueue(encode(text));
  return { gateway, pipe, clock, start, say, input: () => input };
}

Deno.test("StdioConversation connects at once, its first line being the gateway's first frame", async () => {
  const { gateway, pipe, start } = converse();
  const conversation = start();
  assert.deepEqual(gateway.calls, ["connect stdio/stdio"]);
  await settle();
  assert.equal(pipe.text, "ready\n");
  await conversation.finish();
});

Deno.test("StdioConversation tells somebody else the same, whatever that one does", async () => {
  const told = new MemorySocket();
  told.onFrame = () => {
    throw new Error("never mind me");
  };
  const { gateway, pipe, start } = converse();
  const conversation = start({ alsoTell: told });
  assert.equal(gateway.socket?.send("more"), true);
  await conversation.finish();
  assert.equal(pipe.text, "ready\nmore\nbye\n");
  assert.deepEqual(told.frames, ["ready", "more", "bye"]);
  assert.deepEqual(told.closes, [{ code: 1001, reason: "gateway shuts down" }]);
});

Deno.test("StdioConversation hands lines in, and refuses those that are too long", async () => {
  const { gateway, start, say } = converse();
  const conversation = start();
  say('{"a":1}\r\n{"b"');
  say(`:2}\n${"x".repeat(65)}\n`);
  say("last\n");
  await settle();
  assert.deepEqual(gateway.calls.slice(1), [
    'receive {"a":1}',
    'receive {"b":2}',
    "refuse 65",
    "receive last",
  ]);
  await conversation.finish();
});

Deno.test("StdioConversation ends at the end of input, when calls under way are answered", async () => {
  const { gateway, pipe, clock, start, say, input } = converse();
  const conversation = start();
  let end: unknown;
  conversation.ended.then((value) => end = value);
  say("without newline");
  input()?.close();
  await settle();
  assert.equal(gateway.calls.at(-1), "receive without newline");
  assert.equal(end, undefined);
  gateway.finishCalls();
  await settle();
  assert.deepEqual(end, { kind: "eof" });
  assert.equal(clock.pending, 0);
  await conversation.finish();
  assert.equal(gateway.calls.at(-1), "shut down");
  assert.equal(pipe.text, "ready\nbye\n");
});

Deno.test("StdioConversation does not wait for calls beyond the grace", async () => {
  const { clock, start, input } = converse();
  const conversation = start();
  input()?.close();
  await clock.armed();
  clock.advance(999);
  await settle();
  assert.equal(clock.pending, 1);
  clock.advance(1);
  assert.deepEqual(await conversation.ended, { kind: "eof" });
  await conversation.finish();
});

Deno.test("StdioConversation ends when the peer is gone, and hands nothing in after that", async () => {
  const { gateway, pipe, start, say } = converse();
  pipe.plan.push(codedError("EPIPE"));
  const conversation = start();
  assert.deepEqual(await conversation.ended, { kind: "gone", wroteFrames: false });
  say("too late\n");
  await settle();
  assert.deepEqual(gateway.calls, ["connect stdio/stdio"]);
  await conversation.finish();
});

Deno.test("StdioConversation ends with the fault of a write", async () => {
  const { pipe, start } = converse();
  const full = codedError("ENOSPC");
  pipe.plan.push(full);
  const conversation = start();
  assert.deepEqual(await conversation.ended, { kind: "failed", error: full });
  await assert.rejects(conversation.finish(), full);
});

Deno.test("StdioConversation ends with the fault of a read, a reset counting as the end", async () => {
  const faulty = converse();
  const conversation = faulty.start();
  const fault = codedError("EISDIR");
  faulty.input()?.error(fault);
  assert.deepEqual(await conversation.ended, { kind: "failed", error: fault });
  await conversation.finish();

  const reset = converse();
  const other = reset.start();
  reset.input()?.error(new Deno.errors.ConnectionReset("x"));
  assert.deepEqual(await other.ended, { kind: "eof" });
  await other.finish();
});

Deno.test("StdioConversation ends when the gateway closes it", async () => {
  const { gateway, start } = converse();
  const conversation = start();
  gateway.socket?.close(1008, "answers were not read");
  assert.deepEqual(await conversation.ended, {
    kind: "closed",
    code: 1008,
    reason: "answers were not read",
  });
  await conversation.finish();
});

Deno.test("StdioConversation reads on while nobody reads its output", async () => {
  const { gateway, pipe, start, say } = converse();
  pipe.freeze();
  const conversation = start();
  say("interrupt\n");
  await settle();
  assert.equal(gateway.calls.at(-1), "receive interrupt");
  pipe.resume();
  await conversation.finish();
});

Deno.test("StdioConversation.finish() ends a drain that is under way", async () => {
  const { clock, start, input } = converse();
  const conversation = start();
  input()?.close();
  await clock.armed();
  await conversation.finish();
  assert.equal(clock.pending, 0);
});

Deno.test("StdioConversation.finish() waits until the last frames are read", async () => {
  const { pipe, start } = converse();
  pipe.freeze();
  const conversation = start();
  let isFinished = false;
  const finished = conversation.finish().then(() => {
    isFinished = true;
  });
  await settle();
  assert.equal(isFinished, false);
  pipe.resume();
  await finished;
  assert.equal(pipe.text, "ready\nbye\n");
});

Deno.test("StdioConversation.finish() has the gateway end before the grace does, whoever is frozen", async () => {
  const { gateway, pipe, clock, start } = converse();
  gateway.patient = true;
  pipe.freeze();
  const finished = start().finish();
  clock.advance(699);
  await settle();
  assert.equal(gateway.calls.at(-1), "shutdown");
  clock.advance(1);
  await settle();
  assert.equal(gateway.calls.at(-1), "shut down");
  pipe.resume();
  await finished;
  assert.equal(clock.pending, 0);
});
