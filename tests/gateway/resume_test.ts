import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { Store } from "../../src/store/store.ts";
import { Stage, streamed } from "../support/stage.ts";
import { crashable } from "./support/crashable_store.ts";

/** A conversation with one exchange, in a gateway that has ended since. */
async function spoken(store: Store): Promise<{ id: string; stored: string; latest: number }> {
  await using stage = new Stage({ store });
  const { client, id } = await stage.running("what is a gateway?");
  stage.provider.turn.text("a door");
  stage.provider.turn.end();
  await stage.time.pass(100);
  const { session_key: stored, seq } = client.result("session.activate", { session_id: id });
  return { id, stored, latest: seq };
}

Deno.test("conformance 073: a conversation outlives the gateway: list, resume, go on", async () => {
  const store = new MemoryStore();
  const { id, stored, latest } = await spoken(store);
  await using stage = new Stage({ store });
  const client = stage.connect();
  const { sessions } = client.result("session.list");
  assert.deepEqual(
    sessions.map((row: { id: string; preview: string; message_count: number }) => [
      row.id,
      row.preview,
      row.message_count,
    ]),
    [[stored, "what is a gateway?", 2]],
  );
  assert.equal(client.result("session.most_recent").session_id, stored);
  const resumed = client.result("session.resume", { session_id: stored, cols: 100 });
  assert.equal(resumed.session_id, id, "the live id is the session's own");
  assert.equal(resumed.resumed, stored);
  assert.deepEqual(resumed.messages, [
    { role: "user", text: "what is a gateway?" },
    { role: "assistant", text: "a door" },
  ]);
  assert.equal(resumed.running, false);
  assert.ok(resumed.seq >= latest);
  client.take();
  await stage.time.pass(50);
  client.submit(id, "and then?");
  await stage.time.pass();
  const numbers = client.events().map(({ seq }) => seq);
  assert.deepEqual(numbers, numbers.map((_seq, i) => resumed.seq + 1 + i), "numbers go on");
  assert.deepEqual(stage.provider.turn.input.history.map(({ text }) => text), [
    "what is a gateway?",
    "a door",
  ]);
});

Deno.test("conformance 078: session.resume takes a live id and an exact title too", async () => {
  const store = new MemoryStore();
  const { id, stored } = await spoken(store);
  await using stage = new Stage({ store });
  const client = stage.connect();
  client.result("session.resume", { session_id: id });
  client.result("session.title", { session_id: id, title: "Doors" });
  client.result("session.close", { session_id: id });
  assert.equal(client.result("session.resume", { session_id: "Doors" }).resumed, stored);
  // Live by now: the same session, not a second one.
  assert.equal(client.result("session.resume", { session_id: stored }).session_id, id);
  assert.equal(client.result("session.active_list").sessions.length, 1);
});

Deno.test("conformance 082: session.resume without an id, and with an unknown one", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  assert.equal(client.error("session.resume").code, 4006);
  assert.deepEqual(client.error("session.resume", { session_id: "nobody" }), {
    code: 4007,
    message: "session not found",
  });
});

Deno.test("a window that was only opened leaves no row", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  await stage.open();
  assert.deepEqual(store.sessions({ limit: 10 }), []);
});

Deno.test("conformance 102, 105, 109, 110: session.delete, not a live one, then for good", async () => {
  const store = new MemoryStore();
  const { id, stored } = await spoken(store);
  await using stage = new Stage({ store });
  const client = stage.connect();
  client.result("session.resume", { session_id: stored });
  assert.equal(client.error("session.delete", { session_id: stored }).code, 4023);
  client.result("session.close", { session_id: id });
  assert.deepEqual(client.result("session.delete", { session_id: stored }), { deleted: stored });
  assert.equal(client.error("session.delete", { session_id: stored }).code, 4007);
  assert.equal(client.error("session.delete").code, 4006);
  assert.deepEqual(client.result("session.most_recent"), { session_id: null });
});

Deno.test("a repeated client_message_id is answered as at first and runs no second turn", async () => {
  const store = new MemoryStore();
  const { stored, id } = await (async () => {
    await using stage = new Stage({ store });
    const { client, id } = await stage.open();
    const more = { client_message_id: "m1" };
    assert.equal(client.submit(id, "once", more), "streaming");
    await stage.time.pass();
    assert.equal(client.submit(id, "once", more), "streaming");
    stage.provider.turn.end();
    await stage.time.pass(50);
    assert.equal(client.submit(id, "once", more), "streaming");
    await stage.time.pass(50);
    const { session_key, messages } = client.result("session.activate", { session_id: id });
    assert.equal(messages.filter(({ role }: { role: string }) => role === "user").length, 1);
    return { stored: session_key, id };
  })();
  await using stage = new Stage({ store });
  const client = stage.connect();
  client.result("session.resume", { session_id: stored });
  assert.equal(client.submit(id, "once", { client_message_id: "m1" }), "streaming");
  await stage.time.pass(50);
  assert.equal(client.result("session.activate", { session_id: id }).running, false);
});

Deno.test("a turn that a crash cut gets its end, once, and its numbers go on", async () => {
  const store = crashable(new MemoryStore());
  const before = new Stage({ store });
  const { client, id } = await before.running("tell me");
  before.provider.turn.text("half of ");
  before.provider.turn.text("it");
  await before.time.pass(40);
  client.submit(id, "and this?", { client_message_id: "q" });
  const { session_key: stored, seq: held } = client.result("session.activate", { session_id: id });
  store.crash();
  await before[Symbol.asyncDispose]();

  const again = store.survivor;
  {
    await using stage = new Stage({ store: again });
    const peer = stage.connect();
    const { events: missed, truncated } = peer.result("session.events.since", {
      session_id: id,
      last_seen: held,
    });
    assert.equal(truncated, false);
    const types = missed.map(({ type }: { type: string }) => type);
    assert.deepEqual(types, ["message.complete", "session.info"]);
    assert.equal(missed[0].seq, held + 1);
    assert.deepEqual(missed[0].payload.status, "interrupted");
    assert.equal(missed[0].payload.text, "half of it");
    assert.equal(missed[1].payload.running, false);
  }
  for (const _again of [1, 2]) {
    await using stage = new Stage({ store: again });
    const peer = stage.connect();
    const { messages, running } = peer.result("session.resume", { session_id: stored });
    assert.equal(running, false);
    assert.deepEqual(messages, [
      { role: "user", text: "tell me" },
      { role: "assistant", text: "half of it" },
      { role: "user", text: "and this?" },
    ]);
    assert.equal(peer.submit(id, "and this?", { client_message_id: "q" }), "queued");
  }
});

Deno.test("session.events.since: pages, and what is truncated", async () => {
  await using stage = new Stage({ coalesceMode: "frames" });
  const { client, id } = await stage.running();
  for (let i = 0; i < 40; i++) stage.provider.turn.text(`${i} `);
  stage.provider.turn.end();
  await stage.time.pass(100);
  const all = client.events();
  const since = (last_seen: number, limit?: number) =>
    client.result("session.events.since", { session_id: id, last_seen, limit });
  const { latest, epoch, events } = since(0);
  assert.match(epoch, /^[0-9a-f]+$/);
  assert.equal(events.at(-1).seq, latest);
  const first = all[0]?.seq ?? 0;
  assert.deepEqual(since(first - 1).events, all, "bare params, as they were sent");
  assert.deepEqual(since(first - 1, 3).events, all.slice(0, 3));
  assert.deepEqual(since(latest).events, []);
  assert.equal(since(latest).truncated, false);
  assert.deepEqual([since(0).latest_seq, since(0).count], [latest, events.length]);
  assert.equal(since(latest + 1).truncated, true);
  const { truncated, events: none } = client.result("session.events.since", {
    session_id: "00000000",
  });
  assert.deepEqual([truncated, none], [false, []]);
});

Deno.test("conformance 222: session.events.since says truncated to whoever knows no pages, where there are more", async () => {
  const store = new MemoryStore({ maxEvents: 10_000 });
  await using stage = new Stage({ store, coalesceMode: "frames" });
  const { client, id } = await stage.running();
  for (let i = 0; i < 600; i++) stage.provider.turn.text(`${i} `);
  stage.provider.turn.end();
  await stage.time.pass(100);
  const since = (more: object) =>
    client.result("session.events.since", { session_id: id, ...more });
  const { latest } = since({});
  const told = ({ truncated, count }: { truncated: boolean; count: number }) => [truncated, count];
  assert.deepEqual(told(since({ last_seen: latest - 513 })), [true, 512]);
  assert.deepEqual(told(since({ last_seen: latest - 512 })), [false, 512]);
  assert.deepEqual(told(since({ last_seen: latest - 513, limit: 512 })), [false, 512]);
});

Deno.test("a burst beyond the journal reaches a reader that keeps up from the store", async () => {
  const store = new MemoryStore({ maxEvents: 10_000 });
  await using stage = new Stage({ store, coalesceMode: "frames", highWaterBytes: 4096 });
  const { client, id } = await stage.running();
  client.socket.reading = false;
  const count = 1_500;
  for (let i = 0; i < count; i++) stage.provider.turn.text(`${i} `);
  stage.provider.turn.end();
  await stage.time.pass(100);
  client.socket.reading = true;
  client.socket.drain();
  await stage.time.pass(1_000);
  const heard = client.events();
  assert.ok(!heard.some(({ type }) => type === "session.gap"));
  const expected = Array.from({ length: count }, (_, i) => `${i} `).join("");
  assert.equal(streamed(heard), expected);
  assert.equal(client.result("session.activate", { session_id: id }).seq, heard.at(-1)?.seq);
});

Deno.test("a session that is closed in mid-turn ends its turn, for every window and for good", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const { client, id } = await stage.running("tell me");
  const other = stage.connect();
  const { session_key: stored } = other.result("session.activate", { session_id: id });
  stage.provider.turn.text("half of ", "it");
  await stage.time.pass(40);
  client.take();
  other.take();
  client.result("session.close", { session_id: id });
  for (const peer of [client, other]) {
    const [complete, info] = peer.events();
    assert.equal(complete?.payload.status, "interrupted");
    assert.equal(complete?.payload.text, "half of it");
    assert.equal(info?.payload.running, false);
  }
  const { messages } = client.result("session.resume", { session_id: stored });
  assert.deepEqual(messages.map(({ text }: { text: string }) => text), ["tell me", "half of it"]);
  assert.deepEqual(store.openPrompts(), []);
});

Deno.test("without a store that keeps events the numbers go on, and what is gone is said", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  stage.provider.turn.end();
  await stage.time.pass(50);
  const { seq, session_key: stored } = client.result("session.activate", { session_id: id });
  client.result("session.close", { session_id: id });
  const resumed = client.result("session.resume", { session_id: stored });
  assert.equal(resumed.seq, seq);
  const { truncated, latest } = client.result("session.events.since", { session_id: id });
  assert.deepEqual([truncated, latest], [true, seq]);
});
