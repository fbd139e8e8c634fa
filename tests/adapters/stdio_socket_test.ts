import assert from "node:assert/strict";
import { StdioSocket, type StdioSocketEnd } from "../../src/adapters/stdio_socket.ts";
import { codedError, HandClock, settle, TestPipe } from "./stdio_support.ts";

function open(pipe = new TestPipe()) {
  const ends: StdioSocketEnd[] = [];
  const clock = new HandClock();
  const onEnd = (end: StdioSocketEnd) => ends.push(end);
  const socket = new StdioSocket({ write: pipe.write, clock, onEnd });
  return { socket, pipe, ends, clock };
}

Deno.test("StdioSocket.send() writes one line a frame, in order", async () => {
  const { socket, pipe } = open();
  for (let i = 0; i < 1_000; i++) assert.equal(socket.send(`{"n":${i},"t":"é"}`), true);
  await socket.flushed();
  const lines = pipe.text.split("\n");
  assert.equal(lines.pop(), "");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).n),
    Array.from({ length: 1_000 }, (_, i) => i),
  );
  assert.equal(socket.bufferedAmount, 0);
});

Deno.test("StdioSocket.send() joins frames that wait into few writes", async () => {
  const { socket, pipe } = open();
  for (let i = 0; i < 1_000; i++) socket.send("x".repeat(99));
  await socket.flushed();
  assert.equal(pipe.bytes.length, 100_000);
  assert.ok(pipe.calls <= 3, `${pipe.calls} writes`);
});

Deno.test("StdioSocket.send() loses nothing over a pipe that takes a few bytes at a time", async () => {
  const { socket, pipe } = open();
  pipe.plan.push(1, 3, 2, 7, 1, 1, 5);
  const frames = Array.from({ length: 50 }, (_, i) => JSON.stringify({ i, text: "日本 𝄞" }));
  for (const frame of frames) socket.send(frame);
  await socket.flushed();
  assert.equal(pipe.text, frames.map((frame) => `${frame}\n`).join(""));
});

Deno.test("StdioSocket.bufferedAmount is what the pipe has not taken, in bytes", async () => {
  const { socket, pipe } = open();
  pipe.plan.push(4);
  pipe.freeze();
  socket.send("é€");
  assert.equal(socket.bufferedAmount, 6);
  socket.send("abc");
  assert.equal(socket.bufferedAmount, 10);
  pipe.resume();
  pipe.freeze();
  await settle();
  assert.equal(pipe.calls, 1);
  assert.equal(socket.bufferedAmount, 6);
  pipe.resume();
  await socket.flushed();
  assert.equal(socket.bufferedAmount, 0);
  assert.equal(pipe.text, "é€\nabc\n");
});

Deno.test("StdioSocket.send() returns at once while nobody reads", async () => {
  const { socket, pipe } = open();
  pipe.freeze();
  for (let i = 0; i < 100; i++) assert.equal(socket.send("frame"), true);
  await settle();
  assert.equal(pipe.calls, 0);
  pipe.resume();
  await socket.flushed();
  assert.equal(pipe.text, "frame\n".repeat(100));
});

for (const code of ["EPIPE", "ECONNRESET", "EBADF", "ESHUTDOWN"]) {
  Deno.test(`StdioSocket.send() answers false once a write failed with ${code}`, async () => {
    const { socket, pipe, ends } = open();
    pipe.plan.push(codedError(code));
    assert.equal(socket.send("one"), true);
    assert.equal(socket.send("two"), true);
    await socket.flushed();
    assert.deepEqual(ends, [{ kind: "gone", wroteFrames: false }]);
    assert.equal(socket.send("three"), false);
    assert.equal(socket.bufferedAmount, 0);
    await settle();
    assert.equal(pipe.text, "");
  });
}

Deno.test("StdioSocket tells whether the peer left before the first frame or after", async () => {
  const { socket, pipe, ends } = open();
  socket.send("one");
  await socket.flushed();
  pipe.plan.push(codedError("EPIPE"));
  socket.send("two");
  await socket.flushed();
  assert.deepEqual(ends, [{ kind: "gone", wroteFrames: true }]);
});

Deno.test("conformance 026: StdioSocket.send() throws the fault that a write failed with", async () => {
  const { socket, pipe, ends } = open();
  const full = codedError("ENOSPC");
  pipe.plan.push(2, full);
  socket.send("one");
  await assert.rejects(socket.flushed(), full);
  assert.deepEqual(ends, [{ kind: "failed", error: full }]);
  assert.throws(() => socket.send("two"), full);
  assert.equal(socket.bufferedAmount, 0);
});

Deno.test("StdioSocket.close() takes no more frames and still writes the ones before", async () => {
  const { socket, pipe, ends } = open();
  pipe.freeze();
  socket.send("last words");
  socket.close(1001, "gateway shuts down");
  socket.close(1000, "");
  assert.equal(socket.send("too late"), false);
  assert.deepEqual(ends, [{ kind: "closed", code: 1001, reason: "gateway shuts down" }]);
  pipe.resume();
  await socket.flushed();
  assert.equal(pipe.text, "last words\n");
});

Deno.test("StdioSocket.flushed() reports a fault after the close, since frames were lost", async () => {
  const { socket, pipe, ends } = open();
  pipe.plan.push(codedError("ENOSPC"));
  socket.send("last words");
  socket.close(1001, "gateway shuts down");
  await assert.rejects(socket.flushed(), { code: "ENOSPC" });
  assert.equal(ends.length, 1);
});

Deno.test("StdioSocket.send() waits for a non-blocking pipe that is full", async () => {
  const { socket, pipe, clock } = open();
  pipe.plan.push(2, codedError("EAGAIN"));
  socket.send("hello");
  await clock.armed();
  assert.equal(pipe.text, "he");
  assert.equal(socket.bufferedAmount, 4);
  clock.advance(1);
  await socket.flushed();
  assert.equal(pipe.text, "hello\n");
});
