import assert from "node:assert/strict";
import { bench, MARK, Script } from "./support/bench.ts";

Deno.test("Outbox.send() hands a frame on at once while there is room", () => {
  const { outbox, socket, time } = bench();
  assert.equal(outbox.send("a"), true);
  assert.equal(outbox.send(""), true);
  assert.deepEqual(socket.frames, ["a", ""]);
  assert.deepEqual([outbox.queuedChars, outbox.stalled, time.timers], [0, false, 0]);
});

Deno.test("Outbox.send() goes on until the socket holds more than the mark", () => {
  const { outbox, socket } = bench();
  socket.reading = false;
  outbox.send("a".repeat(MARK));
  assert.equal(outbox.stalled, false);
  outbox.send("b");
  assert.equal(outbox.stalled, true);
  outbox.send("c");
  assert.equal(socket.frames.length, 2);
  assert.equal(outbox.queuedChars, 1);
});

Deno.test("Outbox sends what has queued, in its order, when there is room again", () => {
  const { outbox, socket, stall, time } = bench();
  stall();
  for (const text of ["a", "b", "c"]) assert.equal(outbox.send(text), true);
  time.tick(1_000);
  assert.deepEqual(socket.frames, []);
  assert.equal(outbox.queuedChars, 3);
  socket.drain();
  time.tick(1_000);
  assert.deepEqual(socket.frames, ["a", "b", "c"]);
  assert.deepEqual([outbox.queuedChars, outbox.stalled, time.timers], [0, false, 0]);
});

Deno.test("Outbox lets nothing overtake what has queued, room or not", () => {
  const { outbox, socket, stall, release } = bench();
  stall();
  outbox.send("queued");
  socket.drain();
  outbox.send("later");
  outbox.wake(new Script("s").write());
  assert.deepEqual(socket.frames, []);
  release();
  assert.deepEqual(socket.frames, ["queued", "later", "s1"]);
});

Deno.test("Outbox.wake() sends what a source has, at once while there is room", () => {
  const { outbox, socket, time } = bench();
  const source = new Script("s").write(3);
  outbox.wake(source);
  outbox.send("t");
  outbox.wake(source.write());
  assert.deepEqual(socket.frames, ["s1", "s2", "s3", "t", "s4"]);
  assert.equal(time.timers, 0);
});

Deno.test("Outbox.wake() stops a source at the mark and goes on after the drain", () => {
  const { outbox, socket, time } = bench();
  socket.reading = false;
  outbox.wake(new Script("s").write(10, MARK));
  assert.equal(socket.frames.length, 2);
  for (let sent = 2; sent < 10; sent += 2) {
    socket.drain();
    time.tick(128);
    assert.equal(socket.frames.length, sent + 2);
    assert.equal(socket.bufferedAmount, 2 * MARK);
  }
  assert.deepEqual(
    socket.frames.map((frame) => parseInt(frame.slice(1))),
    [
      ...Array(10).keys(),
    ].map((i) => i + 1),
  );
});

Deno.test("Outbox keeps the order of a source and the frames sent beside it", () => {
  const { outbox, socket, stall, release } = bench();
  const source = new Script("s");
  stall();
  outbox.wake(source.write(2));
  outbox.send("t1");
  outbox.wake(source.write());
  outbox.wake(source.write());
  outbox.send("t2");
  outbox.send("t3");
  outbox.wake(source.write());
  release();
  assert.deepEqual(socket.frames, ["s1", "s2", "t1", "s3", "s4", "t2", "t3", "s5"]);
});

Deno.test("Outbox sends no frame of a source that it was not woken for", () => {
  const { outbox, socket, stall, release } = bench();
  const source = new Script("s");
  stall();
  outbox.wake(source.write());
  outbox.send("t");
  source.write();
  release();
  assert.deepEqual(socket.frames, ["s1", "t"]);
  outbox.wake(source);
  assert.deepEqual(socket.frames, ["s1", "t", "s2"]);
});

Deno.test("Outbox keeps one entry a source, however often a stalled peer's is woken", () => {
  const { outbox, socket, stall, release } = bench();
  const sources = ["a", "b", "c"].map((name) => new Script(name));
  stall();
  for (let i = 0; i < 1_000; i++) {
    for (const source of sources) outbox.wake(source.write());
  }
  outbox.send("t");
  for (let i = 0; i < 1_000; i++) {
    for (const source of sources) outbox.wake(source.write());
  }
  release();
  assert.equal(socket.frames.length, 6_001);
  assert.equal(socket.frames.indexOf("t"), 3_000);
  for (const source of sources) assert.ok(source.dry <= 2, `${source.dry} entries`);
});

Deno.test("Outbox goes on with a source's entry when an older one of it has left", () => {
  const { outbox, socket, stall, release, time } = bench();
  const source = new Script("s");
  stall();
  outbox.wake(source.write());
  outbox.send("t".repeat(MARK + 1));
  outbox.wake(source.write());
  socket.drain();
  time.tick(128);
  assert.equal(socket.frames.length, 2);
  outbox.wake(source.write());
  release();
  assert.deepEqual(socket.frames.slice(2), ["s2", "s3"]);
  assert.equal(source.dry, 2);
});

Deno.test("Outbox asks a source that has nothing to give once", () => {
  const { outbox, socket, stall, release, time } = bench();
  const source = new Script("s");
  outbox.wake(source);
  assert.equal(source.dry, 1);
  stall();
  outbox.wake(source);
  outbox.send("t");
  release();
  assert.deepEqual(socket.frames, ["t"]);
  assert.deepEqual([source.dry, time.timers], [2, 0]);
});

Deno.test("Outbox overflows when more would wait than may", () => {
  const { outbox, socket, stall, calls, release, time } = bench({ queueLimitChars: 10 });
  stall();
  assert.equal(outbox.send("12345"), true);
  assert.equal(outbox.send("67890"), true);
  assert.deepEqual(calls, []);
  assert.equal(outbox.send("!"), false);
  assert.deepEqual(calls, ["overflow"]);
  assert.deepEqual([outbox.queuedChars, outbox.failures, time.timers], [0, 0, 0]);
  assert.equal(outbox.send("!"), false);
  assert.equal(outbox.failures, 1);
  release();
  assert.deepEqual(socket.frames, []);
  assert.deepEqual(calls, ["overflow"]);
});

Deno.test("Outbox counts only what waits: room that was used may be used again", () => {
  const { outbox, stall, release, calls, socket } = bench({ queueLimitChars: 10 });
  for (let i = 0; i < 5; i++) {
    stall();
    assert.equal(outbox.send("1234567890"), true);
    release();
  }
  assert.equal(socket.frames.length, 1);
  assert.deepEqual(calls, []);
});

Deno.test("Outbox.remove() forgets a source and nothing else", () => {
  const { outbox, socket, stall, release } = bench();
  const [kept, dropped] = [new Script("k"), new Script("d")];
  stall();
  for (let i = 0; i < 2; i++) {
    outbox.wake(dropped.write());
    outbox.wake(kept.write());
    outbox.send(`t${i}`);
  }
  outbox.remove(dropped);
  outbox.remove(new Script("unknown"));
  release();
  assert.deepEqual(socket.frames, ["k1", "t0", "k2", "t1"]);
  assert.equal(dropped.dry, 0);
});

Deno.test("Outbox.remove() lets a source come back", () => {
  const { outbox, socket, stall, release } = bench();
  const source = new Script("s").write();
  stall();
  outbox.wake(source);
  outbox.remove(source);
  outbox.wake(source.write());
  release();
  assert.deepEqual(socket.frames, ["s1", "s2"]);
});

Deno.test("Outbox.remove() leaves no timer when nothing is left to wait for", () => {
  const { outbox, stall, time } = bench();
  const source = new Script("s").write();
  stall();
  outbox.wake(source);
  assert.equal(time.timers, 1);
  outbox.remove(source);
  assert.equal(time.timers, 0);
});
