/** Which turn an event is of: conformance 230. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { crashable } from "./support/crashable_store.ts";
import { Stage, type WireEvent } from "../support/stage.ts";
import { asking, clarify } from "./support/asking.ts";

function turnIds(events: readonly WireEvent[]): (string | undefined)[] {
  return [...new Set(events.map(({ turn_id }) => turn_id))];
}

Deno.test("conformance 230: every event of a turn has its turn_id, and what is said outside has none", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const told: WireEvent[][] = [];
  for (const text of ["one", "two"]) {
    client.submit(id, text);
    await stage.time.pass();
    stage.provider.turn.push({ type: "thinking", text: "hm" });
    stage.provider.turn.text("an", "swer");
    stage.provider.turn.push({ type: "status", kind: "warn", text: "slow" });
    stage.provider.turn.end();
    await stage.time.pass(100);
    told.push(client.events());
  }
  const ids = told.map(turnIds);
  assert.deepEqual(ids.map(({ length }) => length), [1, 1]);
  assert.match(ids[0]?.[0] ?? "", /^[0-9a-f]{12}$/);
  assert.notEqual(ids[0]?.[0], ids[1]?.[0]);
  assert.equal(told[0]?.at(-1)?.type, "session.info", "the last event of a turn is of it");
  client.result("session.title", { session_id: id, title: "Tides" });
  assert.deepEqual(turnIds(client.events()), [undefined]);
});

Deno.test("a prompt that is queued has a turn_id of its own", async () => {
  await using stage = new Stage({ busyMode: "queue" });
  const { client, id } = await stage.open();
  client.submit(id, "one");
  await stage.time.pass();
  client.submit(id, "two");
  stage.provider.turn.end();
  await stage.time.pass(50);
  stage.provider.turn.end();
  await stage.time.pass(50);
  const starts = client.events().filter(({ type }) => type === "message.start");
  assert.equal(turnIds(starts).length, 2);
});

Deno.test("what happens beside a turn is not of it", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  stage.connect().result("session.activate", { session_id: id });
  stage.provider.turn.text("on");
  await stage.time.pass(50);
  const events = client.events();
  const [viewers, delta] = events;
  assert.deepEqual(events.map(({ type }) => type), ["session.viewers", "message.delta"]);
  assert.equal(viewers?.turn_id, undefined);
  assert.match(delta?.turn_id ?? "", /^[0-9a-f]{12}$/);
});

Deno.test("a window that comes in the midst of a turn is told its turn_id, with what is asked too", async () => {
  await using stage = new Stage();
  const { client, id, shown } = await asking(stage, [clarify]);
  const [asked] = shown;
  assert.match(asked?.turn_id ?? "", /^[0-9a-f]{12}$/);
  const other = stage.connect();
  other.take();
  const { inflight, pending } = other.result("session.activate", { session_id: id });
  assert.equal(inflight.turn_id, asked?.turn_id);
  assert.equal(pending[0].turn_id, asked?.turn_id);
  const again = other.events().find(({ type }) => type === asked?.type);
  assert.equal(again?.turn_id, asked?.turn_id, "asked again, it is the same event");
  client.interrupt(id);
  await stage.time.pass();
  assert.deepEqual(turnIds(other.events()), [asked?.turn_id], "and its end is of it");
});

Deno.test("replayed events have the turn_id they had", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  client.submit(id, "one");
  await stage.time.pass();
  stage.provider.turn.text("answer");
  stage.provider.turn.end();
  await stage.time.pass(100);
  const live = client.events();
  const { events } = client.result("session.events.since", { session_id: id, last_seen: 0 });
  assert.deepEqual(events.slice(-live.length), live);
});

Deno.test("the end of a turn that a crash cut has the turn_id of what was said before", async () => {
  const store = new MemoryStore({ maxEvents: 1_000 });
  const { stored, turnId } = await cutTurn(store);
  await using stage = new Stage({ store });
  const client = stage.connect();
  const { events } = client.result("session.events.since", { session_id: stored, last_seen: 0 });
  const ends: WireEvent[] = events.slice(-2);
  assert.deepEqual(ends.map(({ type, turn_id }) => [type, turn_id]), [
    ["message.complete", turnId],
    ["session.info", turnId],
  ]);
});

/** A turn in the midst of which its gateway ends without a word. */
async function cutTurn(store: MemoryStore) {
  const mortal = crashable(store);
  await using stage = new Stage({ store: mortal });
  const { client, id } = await stage.open();
  client.submit(id, "one");
  await stage.time.pass();
  stage.provider.turn.text("half an ans");
  await stage.time.pass(100);
  const turnId = client.events().at(-1)?.turn_id;
  assert.ok(turnId !== undefined);
  const { session_key: stored } = client.result("session.activate", { session_id: id });
  mortal.crash();
  return { stored, turnId };
}
