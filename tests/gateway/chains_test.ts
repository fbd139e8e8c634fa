/** Conversations that were compressed: one conversation to every client, whatever rows it has. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { Store } from "../../src/store/store.ts";
import { Folder, openStore } from "../store/support/sqlite.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";
import { Outage } from "./support/outage.ts";
import { compress, lines, summarize, talk } from "./support/talks.ts";

/** A conversation that was compressed twice; the stored ids it had, oldest first. */
async function compressedTwice(stage: Stage, store?: Store) {
  stage.provider.script.summarize = summarize;
  const { client, id } = await stage.open({ title: "Tides" });
  const first = client.result("session.activate", { session_id: id }).session_key;
  await talk(stage, { client, id, texts: ["one", "two", "three"] });
  const second = await compress(stage, client, id);
  await talk(stage, { client, id, texts: ["four", "five"] });
  const third = await compress(stage, client, id);
  assert.equal(store?.session(third)?.messageCount, store && 3);
  await talk(stage, { client, id, texts: ["six"] });
  client.take();
  return { client, id, keys: [first, second, third] as [string, string, string] };
}

const ALL = [
  "user: one",
  "assistant: re one",
  "user: two",
  "assistant: re two",
  "system: Summary of the conversation so far:\n\n4 messages",
  "user: three",
  "assistant: re three",
  "user: four",
  "assistant: re four",
  "system: Summary of the conversation so far:\n\n5 messages",
  "user: five",
  "assistant: re five",
  "user: six",
  "assistant: re six",
];

function eventsOf(client: Client, session_id: string): Json {
  return client.result("session.events.since", { session_id, last_seen: 0, limit: 2_000 });
}

function assertIsOne(client: Client, { id, keys }: { id: string; keys: readonly string[] }): void {
  for (const name of [...keys, id, "Tides"]) {
    const resumed = client.result("session.resume", { session_id: name });
    assert.deepEqual([resumed.session_id, resumed.resumed], [id, keys.at(-1)], name);
    assert.deepEqual(lines(resumed.messages), ALL);
    assert.equal(resumed.message_count, 5);
  }
  assert.deepEqual(
    client.result("session.active_list").sessions.map((one: Json) => [one.id, one.session_key]),
    [[id, keys.at(-1)]],
  );
  const { sessions } = client.result("session.list");
  assert.deepEqual(
    sessions.map((row: Json) => [row.id, row.title, row.preview]),
    [[keys.at(-1), "Tides", "one"]],
  );
  for (const key of keys) {
    assert.equal(client.error("session.delete", { session_id: key }).code, 4023, key);
  }
}

for (const [name, make] of [["memory", undefined], ["SQLite", openStore]] as const) {
  Deno.test(`conformance 080: a compressed conversation is found by each id it had (${name})`, async () => {
    using folder = new Folder();
    let store: Store = make ? make(folder.file()) : new MemoryStore();
    const told = await (async () => {
      await using stage = new Stage({ store });
      const { client, id, keys } = await compressedTwice(stage, store);
      assertIsOne(client, { id, keys });
      const { events, truncated, latest } = eventsOf(client, id);
      const numbers = events.map(({ seq }: Json) => seq);
      assert.deepEqual(numbers, numbers.map((_: number, i: number) => i + 1), "no number twice");
      assert.deepEqual([truncated, latest], [false, numbers.length]);
      return { id, keys, events };
    })();
    if (make) {
      store.close();
      store = make(folder.file());
    }
    {
      await using stage = new Stage({ store });
      const client = stage.connect();
      for (const name of [told.id, ...told.keys]) {
        const { events, truncated } = eventsOf(client, name);
        assert.deepEqual(events.slice(0, told.events.length), told.events, name);
        assert.equal(truncated, false);
      }
      assertIsOne(client, told);
      assert.deepEqual(eventsOf(client, told.id).events.slice(0, told.events.length), told.events);
      client.take();
      // Numbers and conversation go on where they were.
      const { seq } = client.result("session.activate", { session_id: told.id });
      assert.ok(seq >= told.events.length);
      await talk(stage, { client, id: told.id, texts: ["seven"] });
      const [next] = client.events();
      assert.equal(next?.seq, seq + 1);
      assert.equal(lines(stage.provider.turn.input.history)[0], ALL[9]);
      client.result("session.close", { session_id: told.id });
      // By the oldest id: the whole conversation goes, and nothing of it comes back.
      const [oldest] = told.keys;
      assert.deepEqual(client.result("session.delete", { session_id: oldest }), {
        deleted: oldest,
      });
      assert.deepEqual(client.result("session.list").sessions, []);
      for (const key of told.keys) assert.equal(store.session(key), undefined);
    }
    store.close();
  });
}

Deno.test("what the journal no longer has comes from every row of a live conversation", async () => {
  await using stage = new Stage({
    store: new MemoryStore({ maxEvents: 10_000 }),
    coalesceMode: "frames",
  });
  stage.provider.script.summarize = summarize;
  const { client, id } = await stage.open();
  for (const text of ["one", "two"]) {
    client.submit(id, text);
    await stage.time.pass();
    for (let i = 0; i < 200; i++) stage.provider.turn.text(`${i} `);
    stage.provider.turn.end();
    await stage.time.pass(100);
  }
  await compress(stage, client, id);
  client.submit(id, "three");
  await stage.time.pass();
  for (let i = 0; i < 600; i++) stage.provider.turn.text(`${i} `);
  stage.provider.turn.end();
  await stage.time.pass(100);
  const { events, truncated, latest } = eventsOf(client, id);
  assert.ok(latest > 1_000);
  assert.equal(truncated, false);
  assert.deepEqual(events.map(({ seq }: Json) => seq), events.map((_: Json, i: number) => i + 1));
  assert.equal(events.length, latest);
});

Deno.test("a live conversation is found by the ids it had while the store cannot be asked", async () => {
  await using outage = new Outage();
  const { stage } = outage;
  const { client, id, keys } = await compressedTwice(stage);
  outage.fail("read");
  for (const key of keys) {
    assert.equal(client.result("session.resume", { session_id: key }).session_id, id);
    assert.equal(client.error("session.delete", { session_id: key }).code, 4023);
  }
});

Deno.test("conformance 088: a session that was compressed counts once against the limit", async () => {
  await using stage = new Stage({ maxSessions: 1 });
  const { client, id, keys } = await compressedTwice(stage);
  for (const key of keys) {
    assert.equal(client.result("session.resume", { session_id: key }).session_id, id);
  }
  assert.equal(client.error("session.create").code, 4090);
});

Deno.test("ordinals of prompts count what is shown; what a summary stands for cannot be cut", async () => {
  await using stage = new Stage();
  const { client, id } = await compressedTwice(stage);
  const cut = (truncate_before_user_ordinal: number) =>
    client.call("prompt.submit", { session_id: id, text: "again", truncate_before_user_ordinal });
  for (const ordinal of [0, 3, 6, -7]) assert.equal(cut(ordinal).error?.code, 4018, `${ordinal}`);
  assert.equal(cut(5).result?.status, "streaming");
  await stage.time.pass();
  assert.deepEqual(lines(stage.provider.turn.input.history), ALL.slice(9, 12));
});

Deno.test("a title is free again when its conversation gets another, compressed or not", async () => {
  await using stage = new Stage();
  const { client, id } = await compressedTwice(stage);
  const other = client.result("session.create").session_id;
  const title = (session_id: string, title: string) =>
    client.call("session.title", { session_id, title });
  assert.equal(title(other, "Tides").error.code, 4022);
  assert.equal(title(id, "Tides").result.pending, false);
  assert.equal(title(id, "Ebb").result.pending, false);
  assert.equal(title(other, "Tides").result.pending, false);
});
