import assert from "node:assert/strict";
import { Stage } from "../support/stage.ts";

Deno.test("shutdown() interrupts turns, tells how they ended, then ends everything", async () => {
  for (const obeys of [true, false]) {
    await using stage = new Stage();
    stage.provider.script.obeys = obeys;
    const { client, id } = await stage.running();
    stage.provider.turn.text("par", "tial");
    await stage.time.pass();
    client.result("config.set", { key: "busy", value: "queue" });
    client.submit(id, "never");
    client.take();
    assert.equal(stage.gateway.draining, false);
    const down = stage.gateway.shutdown();
    assert.equal(stage.gateway.draining, true);
    assert.equal(stage.gateway.shutdown(), down);
    await stage.time.pass();
    await down;
    const events = client.events();
    assert.deepEqual(events.map(({ type, payload }) => payload.status ?? type), [
      "interrupted",
      "session.info",
    ]);
    assert.equal(events[0]?.payload.text, "partial");
    assert.deepEqual(client.socket.closes[0], { code: 1001, reason: "gateway shuts down" });
    assert.deepEqual(stage.log.fieldsOf("session ended"), { session: id, reason: "tui_shutdown" });
    assert.equal(stage.log.fieldsOf("ws closed").reason, "closed_by_gateway(code=1001)");
    assert.equal(stage.provider.agent.closes, 1);
    assert.equal(stage.provider.agent.turns.length, 1);
    assert.deepEqual(stage.gateway.counts, { sessions: 0, connections: 0 });
    assert.equal(stage.time.timers, 0);
  }
});

Deno.test("shutdown() waits until peers have read what was said", async () => {
  await using stage = new Stage();
  const { client } = await stage.running();
  client.socket.reading = false;
  let down = false;
  stage.gateway.shutdown().then(() => down = true);
  await stage.time.pass(10_000);
  assert.equal(down, false);
  assert.deepEqual(client.socket.closes, []);
  client.socket.drain();
  await stage.time.pass(200);
  assert.equal(down, true);
  assert.deepEqual(client.types(), ["message.complete", "session.info"]);
});

Deno.test("shutdown() is not kept up by a peer that leaves meanwhile", async () => {
  await using stage = new Stage();
  const { client } = await stage.running();
  client.socket.reading = false;
  const down = stage.gateway.shutdown();
  await stage.time.pass(1_000);
  client.connection.end("gone");
  await stage.time.pass();
  await down;
  assert.equal(stage.time.timers, 0);
});

Deno.test("shutdown() with sessions in every state leaves nothing", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  client.result("session.create");
  await stage.open();
  await stage.running();
  const stuck = await stage.running();
  stage.provider.script.obeys = false;
  stuck.client.submit(stuck.id, "one more");
  await stage.time.pass(1_000);
  stage.provider.script.builds = "hold";
  const { session_id } = client.result("session.create");
  client.submit(session_id, "still building");
  const orphaned = await stage.open();
  orphaned.client.connection.end("gone");
  const down = stage.gateway.shutdown();
  await stage.time.pass(200);
  await down;
  assert.deepEqual(stage.gateway.counts, { sessions: 0, connections: 0 });
  assert.equal(stage.time.timers, 0);
  for (const build of stage.provider.builds) build.finish();
  await stage.time.pass();
  assert.ok(stage.provider.builds.every(({ agent }) => agent.closes === 1));
});

Deno.test("a gateway that drains greets a new peer and sends it away", async () => {
  await using stage = new Stage();
  const slow = await stage.open();
  slow.client.socket.reading = false;
  slow.client.send("setup.status");
  const down = stage.gateway.shutdown();
  const late = stage.connect();
  assert.deepEqual(late.types(), ["gateway.ready"]);
  assert.deepEqual(late.socket.closes[0], { code: 1001, reason: "gateway shuts down" });
  late.connection.receive('{"id":1,"method":"setup.status"}');
  assert.deepEqual(late.take(), []);
  slow.client.socket.drain();
  await stage.time.pass(200);
  await down;
  const later = stage.connect();
  assert.equal(later.socket.closes[0]?.code, 1001);
  assert.equal(stage.gateway.counts.connections, 0);
});

Deno.test("shutdown() waits for a peer that reads slowly until its signal aborts", async () => {
  await using stage = new Stage({ highWaterBytes: 10 });
  const { client, id } = await stage.open();
  client.socket.reading = false;
  client.submit(id, "hello");
  await stage.time.pass(100);
  stage.provider.turn.text("a", "b");
  await stage.time.pass(100);
  const patience = new AbortController();
  let over = false;
  const shutdown = stage.gateway.shutdown({ signal: patience.signal }).then(() => over = true);
  await stage.time.pass(60_000);
  assert.equal(over, false);
  patience.abort();
  await shutdown;
  assert.deepEqual(client.socket.closes.map(({ code }) => code), [1001]);
  assert.deepEqual(stage.gateway.counts, { sessions: 0, connections: 0 });
});

Deno.test("a gateway that shuts down begins nothing new, and says so", async () => {
  await using stage = new Stage({ highWaterBytes: 10 });
  const { client, id } = await stage.open();
  const slow = await stage.join(id);
  slow.socket.reading = false;
  client.submit(id, "hello");
  await stage.time.pass(100);
  const shutdown = stage.gateway.shutdown();
  await stage.time.pass(100);
  for (const method of ["prompt.submit", "session.create"]) {
    const { code, message } = client.error(method, { session_id: id, text: "more" });
    assert.equal(code, 5000);
    assert.match(message, /shuts down/);
  }
  slow.socket.reading = true;
  slow.socket.drain();
  await stage.time.pass(500);
  await shutdown;
});
