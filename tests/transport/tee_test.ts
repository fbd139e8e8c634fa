import assert from "node:assert/strict";
import type { Socket } from "../../src/transport/socket.ts";
import { tee } from "../../src/transport/tee.ts";
import { MemorySocket } from "../support/memory_socket.ts";

/** A socket of which everything fails. */
function broken(error: unknown): Socket {
  const fail = () => {
    throw error;
  };
  return {
    get bufferedAmount() {
      return fail();
    },
    send: fail,
    close: fail,
  };
}

Deno.test("tee() sends to the primary first, then to each secondary", () => {
  const order: string[] = [];
  const [primary, first, second] = ["primary", "first", "second"].map((name) => {
    const socket = new MemorySocket();
    socket.onFrame = (frame) => void order.push(`${name} ${frame}`);
    return socket;
  }) as [MemorySocket, MemorySocket, MemorySocket];
  assert.equal(tee(primary, [first, second]).send("a"), true);
  assert.deepEqual(order, ["primary a", "first a", "second a"]);
});

Deno.test("tee() is false when the primary's peer is gone, whoever else listens", () => {
  const [primary, secondary] = [new MemorySocket(), new MemorySocket()];
  primary.gone = true;
  assert.equal(tee(primary, [secondary]).send("a"), false);
  assert.deepEqual(secondary.frames, ["a"]);
});

Deno.test("tee() throws what the primary throws", () => {
  const fault = new Error("disk full");
  const secondary = new MemorySocket();
  const socket = tee(broken(fault), [secondary]);
  assert.throws(() => socket.send("a"), fault);
  assert.throws(() => socket.bufferedAmount, fault);
  assert.deepEqual(secondary.frames, ["a"]);
});

Deno.test("tee() is as full as its primary, whatever the others hold", () => {
  const [primary, secondary] = [new MemorySocket(), new MemorySocket()];
  primary.reading = secondary.reading = false;
  const socket = tee(primary, [secondary]);
  secondary.send("a lot");
  socket.send("ab");
  assert.equal(socket.bufferedAmount, 2);
  assert.equal(tee(primary, [broken(new Error("closed"))]).bufferedAmount, 2);
});

Deno.test("tee() hides a secondary that fails, and tells whoever wants to know", () => {
  const fault = new Error("closed");
  const [primary, last] = [new MemorySocket(), new MemorySocket()];
  const heard: unknown[] = [];
  const onSecondaryError = (error: unknown) => void heard.push(error);
  const socket = tee(primary, [broken(fault), last], { onSecondaryError });
  assert.equal(socket.send("a"), true);
  socket.close(1001, "gateway shuts down");
  assert.deepEqual([primary.frames, last.frames], [["a"], ["a"]]);
  assert.deepEqual(last.closes, [{ code: 1001, reason: "gateway shuts down" }]);
  assert.deepEqual(heard, [fault, fault]);
});

Deno.test("tee() needs nobody to hear of a secondary that fails", () => {
  const primary = new MemorySocket();
  assert.equal(tee(primary, [broken(new Error("closed"))]).send("a"), true);
});

Deno.test("tee() does not mind a secondary whose peer is gone", () => {
  const [primary, secondary] = [new MemorySocket(), new MemorySocket()];
  secondary.gone = true;
  assert.equal(tee(primary, [secondary]).send("a"), true);
});

Deno.test("tee() drops frames for a secondary that holds too much, and for it alone", () => {
  const [primary, slow, fast] = [new MemorySocket(), new MemorySocket(), new MemorySocket()];
  slow.reading = false;
  const socket = tee(primary, [slow, fast], { secondaryLimitBytes: 2 });
  for (const frame of ["ab", "c", "dropped", "dropped"]) assert.equal(socket.send(frame), true);
  assert.deepEqual(slow.frames, ["ab", "c"]);
  slow.drain();
  socket.send("again");
  assert.deepEqual(slow.frames, ["ab", "c", "again"]);
  for (const { frames } of [primary, fast]) assert.equal(frames.length, 5);
});

Deno.test("tee() lets a secondary hold 1 MiB unless it is told otherwise", () => {
  const slow = new MemorySocket();
  slow.reading = false;
  const socket = tee(new MemorySocket(), [slow]);
  const half = "x".repeat(512 * 1024);
  for (let i = 0; i < 5; i++) socket.send(half);
  assert.equal(slow.frames.length, 3);
});

Deno.test("tee() closes all of them, also when the primary cannot be closed", () => {
  const fault = new Error("cannot close");
  const last = new MemorySocket();
  const socket = tee(broken(fault), [broken(new Error("neither")), last]);
  assert.throws(() => socket.close(1000, "done"), fault);
  assert.deepEqual(last.closes, [{ code: 1000, reason: "done" }]);
});

Deno.test("tee() of one is that one", () => {
  const primary = new MemorySocket();
  const socket = tee(primary, []);
  assert.equal(socket.send("a"), true);
  socket.close(1000, "");
  assert.deepEqual([primary.frames, primary.closes], [["a"], [{ code: 1000, reason: "" }]]);
});
