import assert from "node:assert/strict";
import { Outbox } from "../../src/transport/outbox.ts";
import { fakeClock } from "../support/fake_clock.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { bench, Script } from "./support/bench.ts";

for (const way of ["send", "wake", "drain"] as const) {
  Deno.test(`Outbox may be used in every way while a ${way} finds the peer gone`, async () => {
    const source = new Script("s").write(3);
    const sent: boolean[] = [];
    const waiting: Promise<void>[] = [];
    const box = bench({
      onGone() {
        sent.push(outbox.send("from inside"));
        outbox.wake(source);
        outbox.remove(source);
        outbox.close();
        waiting.push(outbox.drained());
      },
    });
    const { outbox, socket, time, calls } = box;
    if (way === "drain") {
      box.stall();
      outbox.wake(source);
      outbox.send("queued");
    }
    socket.gone = true;
    if (way === "send") outbox.send("t");
    if (way === "wake") outbox.wake(source);
    box.release();
    await Promise.all(waiting);
    assert.deepEqual(sent, [false]);
    assert.deepEqual(calls, ["gone"]);
    assert.deepEqual(socket.frames, []);
    assert.equal(time.timers, 0);
  });
}

Deno.test("Outbox may be used in every way while it tells of an overflow", async () => {
  const source = new Script("s").write();
  const socket = new MemorySocket();
  const time = fakeClock();
  let overflows = 0;
  const outbox: Outbox = new Outbox(socket, {
    clock: time.clock,
    highWaterBytes: 1,
    queueLimitChars: 1,
    onGone: () => assert.fail("nobody has gone"),
    onOverflow() {
      overflows++;
      assert.equal(outbox.send("from inside"), false);
      outbox.wake(source);
      outbox.remove(source);
      outbox.close();
    },
  });
  socket.reading = false;
  outbox.send("ab");
  outbox.wake(source);
  assert.equal(outbox.send("cd"), false);
  assert.equal(outbox.send("ef"), false);
  await outbox.drained();
  assert.deepEqual([overflows, time.timers], [1, 0]);
});

Deno.test("Outbox keeps the order when a peer answers while a source is sent", () => {
  const { outbox, socket } = bench();
  const source = new Script("s").write(3);
  socket.onFrame = (frame) => {
    if (frame === "s1") outbox.send("reply");
  };
  outbox.wake(source);
  assert.deepEqual(socket.frames, ["s1", "s2", "s3", "reply"]);
});

Deno.test("Outbox loses no frame that comes while the queue drains", () => {
  const { outbox, socket, stall, release, time } = bench();
  const source = new Script("s");
  stall();
  outbox.wake(source.write());
  socket.onFrame = (frame) => {
    if (frame === "s1") outbox.wake(source.write());
    if (frame === "s2") outbox.send("t");
    if (frame === "t") outbox.wake(source.write());
  };
  release();
  assert.deepEqual(socket.frames, ["s1", "s2", "t", "s3"]);
  assert.equal(time.timers, 0);
});

Deno.test("Outbox loses no frame when a source leaves while the queue drains", () => {
  const { outbox, socket, stall, release } = bench();
  const [first, second] = [new Script("a"), new Script("b")];
  stall();
  outbox.wake(first.write(2));
  outbox.send("t1");
  outbox.wake(second.write());
  outbox.send("t2");
  first.onTake = () => {
    outbox.remove(first);
    outbox.remove(second);
  };
  release();
  assert.deepEqual(socket.frames, ["a1", "t1", "t2"]);
});

Deno.test("Outbox asks a source nothing once it was removed by a peer that answers", () => {
  const { outbox, socket } = bench();
  const source = new Script("s").write(3);
  socket.onFrame = () => outbox.remove(source);
  outbox.wake(source);
  assert.deepEqual(socket.frames, ["s1"]);
});

Deno.test("Outbox may be closed by a peer that answers", async () => {
  const { outbox, socket, stall, release, time } = bench();
  stall();
  outbox.send("t1");
  outbox.send("t2");
  outbox.wake(new Script("s").write());
  const drained = outbox.drained();
  socket.onFrame = () => outbox.close();
  release();
  await drained;
  assert.deepEqual(socket.frames, ["t1"]);
  assert.deepEqual([outbox.queuedChars, time.timers], [0, 0]);
});
