import assert from "node:assert/strict";
import { guardedSocket } from "../../src/gateway/guarded_socket.ts";
import { MemorySocket } from "../support/memory_socket.ts";

Deno.test("guardedSocket() passes everything on", () => {
  const inner = new MemorySocket();
  const socket = guardedSocket(inner, () => assert.fail("nothing went wrong"));
  assert.equal(socket.send("one"), true);
  inner.reading = false;
  socket.send("four");
  assert.equal(socket.bufferedAmount, 4);
  socket.close(1001, "bye");
  inner.gone = true;
  assert.equal(socket.send("two"), false);
  assert.deepEqual(inner.frames, ["one", "four"]);
  assert.deepEqual(inner.closes, [{ code: 1001, reason: "bye" }]);
});

Deno.test("guardedSocket() reports what is thrown; a send that throws has failed", () => {
  const fault = new Error("disk full");
  const heard: unknown[] = [];
  const socket = guardedSocket({
    bufferedAmount: 0,
    send() {
      throw fault;
    },
    close() {
      throw fault;
    },
  }, (doing, error) => heard.push(doing, error));
  assert.equal(socket.send("one"), false);
  socket.close(1000, "");
  assert.deepEqual(heard, ["send", fault, "close", fault]);
});
