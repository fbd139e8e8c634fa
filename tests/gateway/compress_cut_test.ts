/** Compressions that are cut: by a close, a shutdown, a crash, a store that is out. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type StoreChange, StoreError } from "../../src/store/store.ts";
import { type Json, Stage } from "../support/stage.ts";
import { crashable } from "./support/crashable_store.ts";
import { compress, heldSummary, lines, pendingCall, summarize, talk } from "./support/talks.ts";

Deno.test("a conversation is listed once, also where the store did not take its new row", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  stage.provider.script.summarize = summarize;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one", "two"] });
  const write = store.write.bind(store);
  store.write = () => {
    throw new StoreError("disk full");
  };
  const key = await compress(stage, client, id);
  store.write = write;
  const ids = () => client.result("session.list").sessions.map((row: Json) => row.id);
  assert.deepEqual(ids(), [key]);
  await talk(stage, { client, id, texts: ["three"] });
  assert.deepEqual(ids(), [key]);
  assert.equal(store.messages(key).length, 5);
  assert.equal(store.session(key)?.messageCount, 5);
});

Deno.test("a session that is closed during session.compress ends well, as it was", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const held = heldSummary();
  stage.provider.script.summarize = held.summarize;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one", "two"] });
  const { session_key } = client.result("session.activate", { session_id: id });
  const answer = pendingCall(client, "session.compress", { session_id: id });
  await stage.time.pass();
  client.submit(id, "three");
  assert.deepEqual(client.result("session.close", { session_id: id }), { closed: true });
  await stage.time.pass();
  assert.deepEqual(answer()?.error, {
    code: 5005,
    message: "Cannot compress the conversation: the session was closed",
  });
  held.finish("too late");
  await stage.time.pass();
  assert.deepEqual(store.openPrompts(), []);
  assert.deepEqual(store.children(session_key), []);
  const { messages, resumed } = client.result("session.resume", { session_id: id });
  assert.equal(resumed, session_key);
  assert.deepEqual(lines(messages).slice(0, 4), [
    "user: one",
    "assistant: re one",
    "user: two",
    "assistant: re two",
  ]);
  assert.equal(messages.at(-1).text, "three", "what was said stays");
});

Deno.test("a shutdown does not wait for session.compress", async () => {
  const stage = new Stage();
  const held = heldSummary();
  stage.provider.script.summarize = held.summarize;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one", "two"] });
  const answer = pendingCall(client, "session.compress", { session_id: id });
  await stage.time.pass();
  const down = stage.gateway.shutdown();
  await stage.time.pass();
  assert.equal(answer()?.error.code, 5005);
  await down;
  await stage[Symbol.asyncDispose]();
});

Deno.test("a new row is written in one transaction, so a crash finds all of it or nothing", async () => {
  const writes: (readonly StoreChange[])[] = [];
  const memory = new MemoryStore();
  const write = memory.write.bind(memory);
  memory.write = (changes) => {
    writes.push(changes);
    write(changes);
  };
  const store = crashable(memory);
  const stage = new Stage({ store });
  const held = heldSummary();
  stage.provider.script.summarize = held.summarize;
  const { client, id } = await stage.open();
  client.submit(id, "zero", { client_message_id: "m0" });
  await stage.time.pass();
  stage.provider.turn.end();
  await stage.time.pass(50);
  await talk(stage, { client, id, texts: ["one", "two"] });
  const answer = pendingCall(client, "session.compress", { session_id: id });
  await stage.time.pass();
  client.submit(id, "three", { client_message_id: "m3" });
  writes.length = 0;
  held.finish("in short");
  await stage.time.pass();
  const moves = writes.filter((changes) => changes.some(({ kind }) => kind === "event_reset"));
  assert.equal(moves.length, 1);
  const kinds = new Set(moves[0]?.map(({ kind }) => kind));
  assert.deepEqual([...kinds].sort(), ["event", "event_reset", "messages", "prompt", "session"]);
  assert.equal(answer()?.result.status, "compressed");
  // The prompt that waited is on its way in the new row when the process dies.
  stage.provider.turn.text("half");
  await stage.time.pass(40);
  const { seq } = client.result("session.activate", { session_id: id });
  store.crash();
  await stage[Symbol.asyncDispose]();
  assert.equal(store.survivor.openPrompts().length, 1);
  await using again = new Stage({ store: store.survivor });
  const peer = again.connect();
  const { events } = peer.result("session.events.since", { session_id: id, last_seen: seq });
  assert.deepEqual(events.map(({ type, seq }: Json) => [type, seq]), [
    ["message.complete", seq + 1],
    ["session.info", seq + 2],
  ]);
  const { messages, message_count } = peer.result("session.resume", { session_id: id });
  assert.equal(message_count, 5);
  assert.deepEqual(lines(messages).slice(-2), ["user: three", "assistant: half"]);
  // Known, in whichever row it is.
  assert.equal(peer.submit(id, "three", { client_message_id: "m3" }), "streaming");
  assert.equal(peer.submit(id, "zero", { client_message_id: "m0" }), "streaming");
  assert.equal(peer.result("session.activate", { session_id: id }).running, false);
});
