import assert from "node:assert/strict";
import { Stage, streamed } from "../support/stage.ts";

Deno.test("counts says how much lives", async () => {
  await using stage = new Stage();
  assert.deepEqual(stage.gateway.counts, { sessions: 0, connections: 0 });
  const { client } = await stage.open();
  stage.connect();
  assert.deepEqual(stage.gateway.counts, { sessions: 1, connections: 2 });
  client.connection.end("gone");
  assert.deepEqual(stage.gateway.counts, { sessions: 1, connections: 1 });
});

Deno.test("a session without viewers ends after its grace, for the reason ws_orphan_reap", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  client.connection.end("gone");
  await stage.time.pass(19_999);
  assert.equal(stage.gateway.counts.sessions, 1);
  await stage.time.pass(1);
  assert.deepEqual(stage.log.fieldsOf("session ended"), { session: id, reason: "ws_orphan_reap" });
  assert.equal(stage.provider.agent.closes, 1);
});

Deno.test("a prompt from any connection takes a session back within its grace", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const { timers } = stage.time;
  client.connection.end("gone");
  assert.equal(stage.time.timers, timers + 1);
  await stage.time.pass(19_999);
  const back = stage.connect();
  back.submit(id, "I am back");
  assert.equal(stage.time.timers, timers);
  await stage.time.pass(60_000);
  assert.equal(stage.gateway.counts.sessions, 1);
  assert.deepEqual(back.types(), ["gateway.ready", "message.start"]);
});

Deno.test("a session that ends before its grace leaves no timer", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const { timers } = stage.time;
  client.connection.end("gone");
  stage.connect().result("session.close", { session_id: id });
  assert.equal(stage.time.timers, timers);
  await stage.time.pass(60_000);
  assert.equal(stage.log.fieldsOf("session ended").reason, "tui_close");
});

Deno.test("a viewer that stalls still hears what a session said before it ended", async () => {
  await using stage = new Stage({ highWaterBytes: 10 });
  const { client, id } = await stage.open();
  const slow = await stage.join(id);
  slow.socket.reading = false;
  client.submit(id, "hello");
  await stage.time.pass(100);
  stage.provider.turn.text("a", "b");
  await stage.time.pass(100);
  client.result("session.close", { session_id: id });
  slow.take();
  slow.socket.reading = true;
  slow.socket.drain();
  await stage.time.pass(500);
  const heard = slow.events();
  assert.deepEqual(heard.slice(0, 3).map(({ payload }) => payload.text), ["a", "b", "ab"]);
  assert.equal(heard[2]?.payload.status, "interrupted");
  assert.deepEqual([heard.length, heard[3]?.payload.running], [4, false]);
  assert.deepEqual(slow.result("setup.status"), { provider_configured: true });
});

Deno.test("a session that runs when its grace ends ends after the turn and another grace", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  client.connection.end("gone");
  await stage.time.pass(60_000);
  stage.provider.turn.text("nobody hears this");
  stage.provider.turn.end();
  await stage.time.pass(19_999);
  assert.equal(stage.gateway.counts.sessions, 1);
  await stage.time.pass(1);
  assert.deepEqual(stage.log.fieldsOf("session ended"), { session: id, reason: "ws_orphan_reap" });
});

Deno.test("a grace of 0 keeps a session until the sweep", async () => {
  await using stage = new Stage({ orphanGraceMs: 0, sessionTtlMs: 3_600_000 });
  const { client, id } = await stage.open();
  client.connection.end("gone");
  await stage.time.pass(3_600_000);
  assert.equal(stage.gateway.counts.sessions, 1);
  await stage.time.pass(300_000);
  assert.deepEqual(stage.log.fieldsOf("session ended"), { session: id, reason: "idle_timeout" });
});

Deno.test("several viewers of a session see the same frames, encoded alike", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const others = [await stage.join(id), await stage.join(id)];
  client.submit(id, "hello");
  await stage.time.pass();
  const all = [client, ...others];
  for (const each of all) each.take();
  const from = all.map(({ socket }) => socket.frames.length);
  stage.provider.turn.text(..."some text that streams");
  stage.provider.turn.end();
  await stage.time.pass(100);
  const [mine, ...theirs] = all.map(({ socket }, i) => socket.frames.slice(from[i]));
  assert.ok((mine?.length ?? 0) >= 4);
  for (const frames of theirs) assert.deepEqual(frames, mine);
});

Deno.test("a stalled viewer costs bounded memory and delays nobody", async () => {
  await using stage = new Stage({ highWaterBytes: 10_000 });
  const { client, id } = await stage.open();
  const slow = await stage.join(id);
  client.submit(id, "hello");
  await stage.time.pass();
  client.take();
  slow.take();
  slow.socket.reading = false;
  let longest = 0;
  for (let i = 0; i < 2_000; i++) {
    stage.provider.turn.text("x".repeat(5_000));
    await stage.time.pass(10);
    const events = client.events();
    longest = events.length > 0 ? 0 : longest + 10;
    assert.ok(longest <= 40, "the other viewer was kept waiting");
  }
  assert.ok(slow.socket.bufferedAmount < 100_000, `${slow.socket.bufferedAmount} bytes wait`);
  // The journal has moved on: the slow one is told what it missed, and goes on from there.
  slow.socket.reading = true;
  slow.socket.drain();
  stage.provider.turn.end();
  await stage.time.pass(500);
  const caught = slow.events();
  const gap = caught.find(({ type }) => type === "session.gap");
  assert.ok(gap, "no gap was told");
  const seqs = caught.flatMap(({ seq }) => seq ?? []);
  assert.equal(gap.payload.from, seqs.findLast((seq) => seq < gap.payload.to)! + 1);
  assert.equal(seqs.find((seq) => seq > gap.payload.from), gap.payload.to + 1);
  assert.equal(caught.at(-1)?.type, "session.info");
  assert.ok(streamed(caught).length < 6_000_000);
});

Deno.test("while the only viewer stalls, its stream becomes few large frames", async () => {
  await using stage = new Stage({ highWaterBytes: 10 });
  const { client } = await stage.running();
  client.socket.reading = false;
  stage.provider.turn.text("fills the socket");
  await stage.time.pass(100);
  client.take();
  for (let i = 0; i < 500; i++) {
    stage.provider.turn.text("token ");
    await stage.time.pass(10);
  }
  client.socket.reading = true;
  client.socket.drain();
  await stage.time.pass(500);
  const events = client.events();
  assert.equal(streamed(events), "token ".repeat(500));
  assert.ok(events.length <= 3, `${events.length} frames`);
});

Deno.test("the loop watchdog of a gateway runs until its shutdown", async () => {
  await using stage = new Stage({ sessionTtlMs: 0 });
  // The other looks after the store.
  assert.equal(stage.time.timers, 2);
  await stage.time.pass(10_000);
  // The other looks after the store.
  assert.equal(stage.time.timers, 2);
  await stage.gateway.shutdown();
  assert.equal(stage.time.timers, 0);
});
