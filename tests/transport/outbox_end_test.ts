import assert from "node:assert/strict";
import { bench, Script } from "./support/bench.ts";

Deno.test("Outbox.send() is false for good once the peer is gone, and says so once", () => {
  const { outbox, socket, calls } = bench();
  outbox.send("a");
  socket.gone = true;
  assert.equal(outbox.send("b"), false);
  socket.gone = false;
  assert.equal(outbox.send("c"), false);
  outbox.wake(new Script("s").write());
  assert.deepEqual(socket.frames, ["a"]);
  assert.deepEqual(calls, ["gone"]);
  assert.equal(outbox.failures, 2);
});

Deno.test("Outbox notices that the peer is gone when a source is woken", () => {
  const { outbox, socket, calls } = bench();
  socket.gone = true;
  const source = new Script("s").write(3);
  outbox.wake(source);
  outbox.wake(source);
  assert.deepEqual(calls, ["gone"]);
  assert.equal(outbox.failures, 1);
  assert.equal(outbox.send("t"), false);
});

Deno.test("Outbox notices that the peer is gone when what has queued should leave", () => {
  const source = new Script("s").write(3);
  const queued: ((outbox: ReturnType<typeof bench>["outbox"]) => void)[] = [
    (outbox) => outbox.send("t"),
    (outbox) => outbox.wake(source),
  ];
  for (const queue of queued) {
    const { outbox, socket, calls, stall, release, time } = bench();
    stall();
    queue(outbox);
    outbox.send("never");
    socket.gone = true;
    release();
    assert.deepEqual(calls, ["gone"]);
    assert.deepEqual([outbox.queuedChars, outbox.failures, time.timers], [0, 1, 0]);
    socket.gone = false;
    release();
    assert.deepEqual(socket.frames, []);
  }
});

Deno.test("Outbox.close() drops what waits, and sends nothing more", () => {
  const { outbox, socket, calls, stall, release, time } = bench();
  stall();
  outbox.send("t");
  outbox.wake(new Script("s").write());
  outbox.close();
  outbox.close();
  assert.deepEqual([outbox.queuedChars, time.timers], [0, 0]);
  assert.equal(outbox.send("late"), false);
  release();
  assert.deepEqual(socket.frames, []);
  assert.deepEqual(calls, []);
  assert.deepEqual(socket.closes, []);
});

Deno.test("Outbox.drained() is at once where nothing waits", async () => {
  const { outbox, time } = bench();
  outbox.send("a");
  await outbox.drained();
  assert.equal(time.timers, 0);
});

Deno.test("Outbox.drained() waits for the queue and for the socket", async () => {
  const { outbox, socket, stall, time } = bench();
  stall();
  outbox.send("t");
  let drained = 0;
  const waits = [outbox.drained(), outbox.drained()].map((wait) => wait.then(() => drained++));
  socket.drain();
  time.tick(128);
  await Promise.resolve();
  assert.deepEqual(socket.frames, ["t"]);
  assert.deepEqual([drained, socket.bufferedAmount], [0, 1]);
  socket.drain();
  time.tick(128);
  await Promise.all(waits);
  assert.deepEqual([drained, time.timers], [2, 0]);
});

Deno.test("Outbox.drained() does not wait beyond the end", async () => {
  const { outbox, stall, time } = bench();
  stall();
  outbox.send("t");
  const waiting = outbox.drained();
  outbox.close();
  await waiting;
  await outbox.drained();
  assert.equal(time.timers, 0);
});

Deno.test("Outbox.drained() does not wait for a source that was removed", async () => {
  const { outbox, socket, stall, time } = bench();
  stall();
  const source = new Script("s").write();
  outbox.wake(source);
  const waiting = outbox.drained();
  socket.drain();
  outbox.remove(source);
  await waiting;
  assert.equal(time.timers, 0);
});

Deno.test("Outbox looks often at first, and rarely at a peer that stays away", () => {
  const { outbox, socket, stall, time } = bench();
  let looks = 0;
  const look = time.clock.after;
  time.clock.after = (ms, callback) => {
    looks++;
    return look(ms, callback);
  };
  stall();
  outbox.send("a");
  time.tick(60);
  assert.equal(looks, 5);
  time.tick(60_000);
  assert.ok(looks < 600, `${looks} looks in a minute`);
  socket.drain();
  time.tick(128);
  assert.deepEqual(socket.frames, ["a"]);
  stall();
  outbox.send("b");
  socket.drain();
  time.tick(4);
  assert.deepEqual(socket.frames, ["b"]);
});

Deno.test("Outbox lets a fault of the socket through, once, and sends nothing twice", () => {
  const fault = new Error("disk full");
  const ways: ((outbox: ReturnType<typeof bench>["outbox"]) => unknown)[] = [
    (outbox) => outbox.send("t"),
    (outbox) => outbox.wake(new Script("s").write()),
  ];
  for (const way of ways) {
    const { outbox, socket, calls, release } = bench();
    socket.fault = fault;
    assert.throws(() => way(outbox), fault);
    socket.fault = undefined;
    assert.equal(outbox.send("late"), false);
    release();
    assert.deepEqual([socket.frames, calls], [[], []]);
  }
});

Deno.test("Outbox lets a fault through that comes while the queue drains", async () => {
  const { outbox, socket, stall, release, time } = bench();
  stall();
  for (const text of ["a", "b", "c"]) outbox.send(text);
  socket.onFrame = (frame) => {
    if (frame === "b") throw new Error("disk full");
  };
  assert.throws(release, /disk full/);
  socket.onFrame = undefined;
  release();
  assert.deepEqual(socket.frames, ["a", "b"]);
  assert.equal(time.timers, 0);
  await outbox.drained();
});
