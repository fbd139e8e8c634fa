/** What `session.events.since` answers where nothing but memory keeps events. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

function since({ client, id }: { client: Client; id: string }, last_seen: number): Json {
  const answer = client.result("session.events.since", { session_id: id, last_seen, limit: 2_000 });
  return { ...answer, numbers: answer.events.map(({ seq }: Json) => seq) };
}

Deno.test("conformance 224: of more than 512 events the oldest are gone, and what misses them is truncated", async () => {
  await using stage = new Stage({ coalesceMode: "frames" });
  const opened = await stage.running();
  for (let i = 0; i < 700; i++) stage.provider.turn.text(`${i} `);
  stage.provider.turn.end();
  await stage.time.pass(100);
  const { latest, truncated, numbers } = since(opened, 0);
  assert.ok(latest > 700);
  assert.equal(truncated, true);
  assert.deepEqual(numbers, range(latest - 511, latest));
});

Deno.test("conformance 229: truncated begins one below the newest event that is gone, and above the newest", async () => {
  await using stage = new Stage({ coalesceMode: "frames" });
  const opened = await stage.running();
  for (let i = 0; i < 700; i++) stage.provider.turn.text(`${i} `);
  await stage.time.pass(100);
  const { latest } = since(opened, 0);
  const gone = latest - 512;
  assert.deepEqual(
    [gone - 1, gone, latest, latest + 1].map((seen) => since(opened, seen).truncated),
    [true, false, false, true],
  );
  assert.deepEqual(since(opened, gone).numbers, range(gone + 1, latest));
  assert.deepEqual(since(opened, latest + 1).numbers, []);
});

Deno.test("conformance 224: with a store that keeps events nothing of them is missing", async () => {
  await using stage = new Stage({
    coalesceMode: "frames",
    store: new MemoryStore({ maxEvents: 5_000 }),
  });
  const opened = await stage.running();
  for (let i = 0; i < 700; i++) stage.provider.turn.text(`${i} `);
  await stage.time.pass(100);
  const { client, id } = opened;
  const numbers: number[] = [];
  let latest = Infinity;
  while ((numbers.at(-1) ?? 0) < latest) {
    const answer = since(opened, numbers.at(-1) ?? 0);
    assert.equal(answer.truncated, false);
    assert.notEqual(answer.numbers.length, 0);
    numbers.push(...answer.numbers);
    latest = answer.latest;
  }
  assert.deepEqual(numbers, range(1, client.result("session.activate", { session_id: id }).seq));
});

Deno.test("conformance 226: numbers are unique and without holes, whoever speaks at the same time", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const { seq } = client.result("session.activate", { session_id: id });
  const speak = async (who: number) => {
    for (let i = 0; i < 200; i++) {
      stage.gateway.tellAll(`${who}: ${i}`);
      // Others have their turn at other moments, never the same ones.
      for (let turns = (who + i) % 3; turns >= 0; turns--) await Promise.resolve();
    }
  };
  await Promise.all(range(1, 8).map(speak));
  await stage.time.pass(100);
  assert.deepEqual(client.events().map((event) => event.seq), range(seq + 1, seq + 1_600));
});

Deno.test("conformance 228: an event larger than the journal stays until the next one, then the gap is told", async () => {
  await using stage = new Stage();
  const opened = await stage.running();
  const args = { path: "large" };
  const result = "x".repeat(5 * 1024 * 1024);
  stage.provider.turn.push(
    { type: "tool_start", id: "t", name: "read", args, context: "" },
    { type: "tool_complete", id: "t", name: "read", args, result },
  );
  await stage.time.pass(100);
  const { latest, numbers } = since(opened, 0);
  assert.deepEqual(numbers, [latest], "whoever comes back at once still gets it");
  stage.provider.turn.text("done");
  await stage.time.pass(100);
  const after = since(opened, latest - 1);
  assert.equal(after.truncated, true);
  assert.ok(!after.numbers.includes(latest));
  assert.deepEqual([since(opened, latest).truncated, since(opened, latest).numbers], [false, [
    latest + 1,
  ]]);
});

Deno.test("conformance 101: session.most_recent passes over what tools have opened", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  client.result("session.create", { title: "Mine", source: "tui" });
  await stage.time.pass(1_000);
  client.result("session.create", { title: "A tool's", source: "tool" });
  assert.equal(client.result("session.most_recent").title, "Mine");
});
