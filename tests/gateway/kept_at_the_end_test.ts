/** What is left of a session, and of what was said in it, after its end. */
import assert from "node:assert/strict";
import type { SessionEnd } from "../../src/session/hooks.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Json, Stage } from "../support/stage.ts";

function texts(messages: Json[]): string[] {
  return messages.map(({ role, text }) => `${role}: ${text}`);
}

Deno.test("conformance 292: what was said is kept at the close, nothing of a session without a word", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const { client, id } = await stage.running("tell me");
  stage.provider.turn.text("half of it");
  await stage.time.pass(50);
  const silent = client.result("session.create");
  const { session_key } = client.result("session.activate", { session_id: id });
  for (const session_id of [id, silent.session_id]) client.result("session.close", { session_id });
  assert.deepEqual(texts(store.messages(session_key) as Json[]), [
    "user: tell me",
    "assistant: half of it",
  ]);
  assert.equal(store.session(silent.stored_session_id), undefined);
});

Deno.test("conformance 292: a store that breaks does not keep a session from being closed", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const { client, id } = await stage.running("tell me");
  const { write } = store;
  store.write = () => {
    throw new Error("disk is gone");
  };
  assert.deepEqual(client.result("session.close", { session_id: id }), { closed: true });
  assert.equal(stage.provider.agent.closes, 1);
  assert.equal(stage.gateway.counts.sessions, 0);
  assert.ok(client.types().includes("message.complete"));
  assert.match(JSON.stringify(stage.log.at("error")), /disk is gone/);
  store.write = write;
});

Deno.test("conformance 293: closed twice, a session ends once: one row, one hook, with id and reason", async () => {
  const store = new MemoryStore();
  const ends: SessionEnd[] = [];
  await using stage = new Stage({ store, hooks: { onSessionEnd: (end) => void ends.push(end) } });
  const { client, id } = await stage.running("tell me");
  const { session_key } = client.result("session.activate", { session_id: id });
  assert.equal(client.result("session.close", { session_id: id }).closed, true);
  await stage.time.pass(1_000);
  assert.equal(client.result("session.close", { session_id: id }).closed, false);
  await stage.time.pass();
  assert.deepEqual(ends.map(({ storedId, reason }) => [storedId, reason]), [
    [session_key, "tui_close"],
  ]);
  const at = Date.UTC(2026, 0, 1, 12, 30, 15) + 50;
  assert.deepEqual(store.session(session_key)?.ended, { at, reason: "tui_close" });
});

Deno.test("a prompt stopped on its way to the agent is in the history, its cut is not made", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const { client, id } = await stage.running("first");
  stage.provider.turn.text("one");
  stage.provider.turn.end();
  await stage.time.pass(50);
  const { session_key } = client.result("session.activate", { session_id: id });
  const edit = { truncate_before_user_ordinal: 0, client_message_id: "m1" };
  client.submit(id, "edited", edit);
  client.interrupt(id);
  await stage.time.pass(50);
  const expected = ["user: first", "assistant: one", "user: edited"];
  const { messages } = client.result("session.history", { session_id: id });
  assert.deepEqual(texts(messages), expected);
  assert.deepEqual(texts(store.messages(session_key) as Json[]), expected);
  assert.equal(store.prompt(session_key, "m1")?.state, "done");
  assert.deepEqual(store.openPrompts(), []);
  assert.equal(client.submit(id, "edited", edit), "streaming", "it was taken once, and stays so");
  await stage.time.pass(50);
  assert.equal(stage.provider.agent.turns.length, 1);
});

Deno.test("a prompt whose agent is still built when it is stopped is kept too", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  stage.provider.script.builds = "hold";
  const { client, id } = await stage.open();
  client.submit(id, "are you there?");
  await stage.time.pass(50);
  client.submit(id, "hello?");
  client.interrupt(id);
  await stage.time.pass(50);
  const { messages, running } = client.result("session.activate", { session_id: id });
  assert.equal(running, false);
  assert.deepEqual(texts(messages), ["user: are you there?", "user: hello?"]);
  assert.deepEqual(store.openPrompts(), []);
  stage.provider.builds[0]?.finish();
  await stage.time.pass(50);
  assert.equal(stage.provider.agent.turns.length, 0);
});

Deno.test("a shutdown keeps the prompts that waited", async () => {
  const store = new MemoryStore();
  let session_key = "";
  {
    await using stage = new Stage({ store, busyMode: "queue" });
    const { client, id } = await stage.running("one");
    client.submit(id, "two");
    session_key = client.result("session.activate", { session_id: id }).session_key;
    const down = stage.gateway.shutdown();
    await stage.time.pass(200);
    await down;
    assert.equal(stage.provider.agent.turns.length, 1);
  }
  assert.deepEqual(texts(store.messages(session_key) as Json[]), ["user: one", "user: two"]);
  assert.deepEqual(store.openPrompts(), []);
  assert.equal(store.session(session_key)?.ended?.reason, "tui_shutdown");
});

Deno.test("events that the shared budget pushed out come from the store, or are told as gone", async () => {
  for (const maxEvents of [10_000, 0]) {
    const store = new MemoryStore({ maxEvents });
    await using stage = new Stage({ store, journalChars: 60_000 });
    const quiet = await stage.running("first");
    stage.provider.turn.text("q".repeat(10_000));
    stage.provider.turn.end();
    await stage.time.pass(50);
    const busy = await stage.running("second");
    for (let i = 0; i < 12; i++) {
      stage.provider.turn.text(`${i}`.repeat(10_000));
      await stage.time.pass(50);
    }
    const since = { session_id: quiet.id, last_seen: 0 };
    const { events, truncated, latest } = quiet.client.result("session.events.since", since);
    assert.equal(truncated, maxEvents === 0);
    const numbers = events.map(({ seq }: { seq: number }) => seq);
    const all = Array.from({ length: latest }, (_, i) => i + 1);
    assert.deepEqual(numbers, maxEvents === 0 ? [] : all);
    assert.ok(latest >= 4);
    assert.ok(busy.client.events().length >= 12);
  }
});
