/** What every connection is told of sessions: sessions.changed and session.reclaimed. */
import assert from "node:assert/strict";
import { MemorySocket } from "../support/memory_socket.ts";
import { type Client, type Json, Stage, type WireEvent } from "../support/stage.ts";

const WINDOW_MS = 250;

/** A window that has read all the news there are. */
async function reader(stage: Stage): Promise<Client> {
  const client = stage.connect();
  await stage.time.pass(WINDOW_MS);
  client.news();
  return client;
}

function changes(news: readonly WireEvent[]): string[][] {
  return news.filter(({ type }) => type === "sessions.changed").map(({ payload }) => {
    return payload.changes;
  });
}

Deno.test("gateway.ready says that changes are told", async () => {
  await using stage = new Stage();
  const [ready] = stage.connect().events();
  assert.equal(ready?.payload.change_events, true);
});

Deno.test("sessions.changed tells other windows what has become of a session", async () => {
  await using stage = new Stage();
  const watching = await reader(stage);
  const { client, id } = await stage.open();
  const stored = client.result("session.activate", { session_id: id }).session_key;
  await stage.time.pass(WINDOW_MS);
  const [created, ...rest] = watching.news();
  assert.deepEqual(rest, []);
  assert.deepEqual(created, {
    type: "sessions.changed",
    session_id: "",
    payload: { changes: ["created", "changed"], sessions: [stored] },
  });
  client.result("session.title", { session_id: id, title: "Tides" });
  await stage.time.pass(WINDOW_MS);
  assert.deepEqual(changes(watching.news()), [["titled", "changed"]]);
  client.submit(id, "hello");
  await stage.time.pass(WINDOW_MS);
  assert.deepEqual(changes(watching.news()), [["changed"]], "it works");
  stage.provider.turn.end();
  await stage.time.pass(WINDOW_MS);
  assert.deepEqual(changes(watching.news()), [["changed"]], "it is idle");
  client.result("session.close", { session_id: id });
  client.result("session.delete", { session_id: stored });
  await stage.time.pass(WINDOW_MS);
  const [gone] = watching.news();
  assert.deepEqual(gone?.payload.changes.slice(-2), ["ended", "deleted"]);
});

Deno.test("sessions.changed is told once in 250 ms, however much happens, and a token is nothing", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  await stage.time.pass(WINDOW_MS);
  client.news();
  for (let i = 0; i < 100; i++) {
    stage.provider.turn.text("word ");
    await stage.time.pass(10);
  }
  assert.deepEqual(client.news(), []);
  const titles = Array.from({ length: 100 }, (_, i) => `Tides ${i}`);
  for (const title of titles) {
    client.result("session.title", { session_id: id, title });
    await stage.time.pass(10);
  }
  await stage.time.pass(WINDOW_MS);
  const told = client.news().length;
  assert.ok(told >= 4 && told <= 5, `${told}`);
});

Deno.test("sessions.changed names 64 sessions, and says that there are more", async () => {
  await using stage = new Stage();
  const client = await reader(stage);
  for (let i = 0; i < 70; i++) client.result("session.create", {});
  await stage.time.pass(WINDOW_MS);
  const [{ payload }] = client.news() as [Json];
  assert.deepEqual([payload.sessions.length, payload.more], [64, true]);
});

Deno.test("a window that does not read finds all that has changed in one piece", async () => {
  await using stage = new Stage({ highWaterBytes: 1_024 });
  const socket = new MemorySocket();
  const slow = stage.connect(socket);
  slow.news();
  socket.reading = false;
  const { client } = await stage.open();
  const ids: string[] = [];
  for (let i = 0; i < 60; i++) {
    ids.push(client.result("session.create", { title: `Tides ${i}` }).stored_session_id);
    await stage.time.pass(WINDOW_MS);
  }
  socket.reading = true;
  socket.drain();
  await stage.time.pass(200);
  const told = slow.news();
  assert.ok(told.length < 15, `${told.length} pieces`);
  const named = new Set(told.flatMap(({ payload }) => payload.sessions));
  assert.ok(ids.every((id) => named.has(id)));
});

Deno.test("session.reclaimed tells of a session that ended though nobody closed it", async () => {
  await using stage = new Stage({ orphanGraceMs: 1_000 });
  const watching = await reader(stage);
  const { client, id } = await stage.open();
  const flagged = client.result("session.create", { close_on_disconnect: true });
  const stored = client.result("session.activate", { session_id: id }).session_key;
  client.connection.end("gone");
  await stage.time.pass(WINDOW_MS);
  const reclaimed = () => watching.news().filter(({ type }) => type === "session.reclaimed");
  assert.deepEqual(reclaimed(), [{
    type: "session.reclaimed",
    session_id: flagged.session_id,
    payload: { stored_session_id: flagged.stored_session_id, reason: "ws_disconnect" },
  }]);
  await stage.time.pass(1_000 + WINDOW_MS);
  assert.deepEqual(reclaimed(), [{
    type: "session.reclaimed",
    session_id: id,
    payload: { stored_session_id: stored, reason: "ws_orphan_reap" },
  }]);
  const closed = watching.result("session.create", {}).session_id;
  watching.result("session.close", { session_id: closed });
  await stage.time.pass(WINDOW_MS);
  assert.deepEqual(reclaimed(), [], "who closed it knows");
});

Deno.test("a thousand sessions that go at once are no thousand frames", async () => {
  await using stage = new Stage();
  const watching = await reader(stage);
  const client = stage.connect();
  for (let i = 0; i < 200; i++) client.result("session.create", { close_on_disconnect: true });
  await stage.time.pass(WINDOW_MS);
  watching.news();
  client.connection.end("gone");
  await stage.time.pass(WINDOW_MS);
  assert.equal(watching.news().length, 33);
});
