import assert from "node:assert/strict";
import { BatchingSocket } from "../../src/transport/batching_socket.ts";
import { MemorySocket } from "../support/memory_socket.ts";

/** A batching socket to which all numbers and texts are pieces, and what it leaves by. */
function batching(inner = new MemorySocket()) {
  const socket = new BatchingSocket(inner, (frame) => !frame.startsWith("{"));
  return { inner, socket };
}

Deno.test("BatchingSocket joins the pieces of one turn of the event loop, in order", async () => {
  const { inner, socket } = batching();
  for (const frame of ["1", "2", "3"]) assert.equal(socket.send(frame), true);
  assert.deepEqual(inner.frames, []);
  await undefined;
  assert.deepEqual(inner.frames, ["[1,2,3]"]);
  socket.send("4");
  await undefined;
  socket.send("5");
  socket.send("6");
  await undefined;
  assert.deepEqual(inner.frames, ["[1,2,3]", "4", "[5,6]"]);
});

Deno.test("BatchingSocket sends what is no piece at once, by itself, behind the pieces before it", async () => {
  const { inner, socket } = batching();
  for (const frame of ["1", "2", "{a}", "{b}", "3", "4"]) socket.send(frame);
  assert.deepEqual(inner.frames, ["[1,2]", "{a}", "{b}"]);
  await undefined;
  assert.deepEqual(inner.frames, ["[1,2]", "{a}", "{b}", "[3,4]"]);
});

Deno.test("BatchingSocket ends a batch at 64 Ki characters; what is larger leaves by itself", async () => {
  const { inner, socket } = batching();
  const half = `"${"a".repeat(32 * 1024 - 2)}"`;
  const large = `"${"b".repeat(64 * 1024)}"`;
  for (const frame of [half, half, "1", large, "2", "3"]) socket.send(frame);
  await undefined;
  assert.deepEqual(inner.frames, [`[${half},${half}]`, "1", large, "[2,3]"]);
});

Deno.test("BatchingSocket counts what the socket holds, and not what leaves in this turn", async () => {
  const { inner, socket } = batching();
  inner.reading = false;
  socket.send("1");
  socket.send("22");
  assert.equal(socket.bufferedAmount, 0);
  await undefined;
  assert.equal(socket.bufferedAmount, "[1,22]".length);
  inner.drain();
  assert.equal(socket.bufferedAmount, 0);
});

Deno.test("BatchingSocket.close() sends what waits before it closes, and nothing behind it", async () => {
  const { inner, socket } = batching();
  const order: string[] = [];
  inner.onFrame = (frame) => order.push(frame, `${inner.closes.length} closes`);
  socket.send("1");
  socket.send("2");
  socket.close(1001, "going away");
  assert.deepEqual(order, ["[1,2]", "0 closes"]);
  assert.deepEqual(inner.closes, [{ code: 1001, reason: "going away" }]);
  assert.equal(socket.send("3"), false);
  assert.equal(socket.send("{}"), false);
  await undefined;
  assert.deepEqual(inner.frames, ["[1,2]"]);
});

Deno.test("BatchingSocket says that the peer is gone: at once, and of pieces with the next frame", async () => {
  const { inner, socket } = batching();
  inner.gone = true;
  assert.equal(batching(inner).socket.send("{}"), false);
  assert.equal(socket.send("1"), true, "it is not known yet");
  await undefined;
  inner.gone = false;
  assert.equal(socket.send("2"), false);
  assert.equal(socket.send("{}"), false);
  await undefined;
  assert.deepEqual(inner.frames, []);
});

Deno.test("BatchingSocket says at once that the peer is gone, when a full batch finds nobody", async () => {
  const { inner, socket } = batching();
  inner.gone = true;
  socket.send("1");
  assert.equal(socket.send("a".repeat(64 * 1024)), false);
  await undefined;
  assert.deepEqual(inner.frames, []);
});

Deno.test("BatchingSocket keeps the order when a peer answers from inside a send", async () => {
  const { inner, socket } = batching();
  inner.onFrame = () => {
    inner.onFrame = undefined;
    socket.send("3");
    socket.send("4");
  };
  socket.send("1");
  socket.send("2");
  for (let i = 0; i < 3; i++) await undefined;
  assert.deepEqual(inner.frames, ["[1,2]", "[3,4]"]);
});
