/** Viewers that come back late, or not at all: found by the simulation, kept small. */
import assert from "node:assert/strict";
import { Feed } from "../../src/gateway/feed.ts";
import { events } from "../../src/protocol/events.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { Outbox } from "../../src/transport/outbox.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { type Json, Stage } from "../support/stage.ts";
import { SessionBench } from "../session/support/session_bench.ts";

/** What a viewer gets that stalled at event 3, asked for a snapshot at 5, and read again at 11. */
function stalledAtSnapshot({ ends }: { ends: boolean }): string[] {
  using bench = new SessionBench({ environment: { journal: { maxEvents: 4, maxChars: 100_000 } } });
  const session = bench.create();
  const socket = new MemorySocket();
  const { clock } = bench.time;
  const limits = { highWaterBytes: 1, queueLimitChars: 100_000 };
  const outbox = new Outbox(socket, { clock, ...limits, onGone() {}, onOverflow() {} });
  const seat = { id: "w1", role: "controller", transport: "websocket", since: 0 } as const;
  const feed = new Feed(session, { outbox, seat });
  const say = (...names: string[]) => {
    for (const name of names) session.emit(events.toolGenerating, { name });
  };
  say("1", "2");
  socket.reading = false;
  say("3", "4", "5");
  outbox.send('{"params":{"payload":{"name":"snapshot at 5"}}}');
  say("6", "7", "8", "9", "10", "11");
  if (ends) feed.finish();
  else feed.wake();
  socket.reading = true;
  socket.drain();
  outbox.wake(feed);
  bench.time.tick(200);
  outbox.close();
  return socket.parsed().map(({ params: { type, payload } }) =>
    type === "session.gap" ? `gap ${payload.from}-${payload.to}` : payload.name
  );
}

const inPieces = ["1", "2", "3", "gap 4-5", "snapshot at 5", "gap 6-7", "8", "9", "10", "11"];

Deno.test("a gap that a snapshot stands in is told in two: what is lost behind it comes behind it", () => {
  assert.deepEqual(stalledAtSnapshot({ ends: false }), inPieces);
});

Deno.test("a gap that a snapshot stands in is told in two also when the session has ended", () => {
  assert.deepEqual(stalledAtSnapshot({ ends: true }), inPieces);
});

Deno.test("a window that speaks to a session which ended and came back hears what it missed", async () => {
  await using stage = new Stage({ store: new MemoryStore() });
  const { client, id } = await stage.running("first");
  stage.provider.turn.end();
  const other = stage.connect();
  other.result("session.activate", { session_id: id });
  await stage.time.pass(50);
  const last = other.events().at(-1)?.seq ?? 0;
  client.result("session.close", { session_id: id });
  client.result("session.resume", { session_id: id });
  client.submit(id, "the other window is not told");
  await stage.time.pass();
  stage.provider.turn.text("a secret");
  stage.provider.turn.end();
  await stage.time.pass(50);
  other.submit(id, "and I?");
  await stage.time.pass();
  const numbers = other.events().map(({ seq }) => seq);
  assert.deepEqual(numbers, numbers.map((_seq, i) => last + 1 + i), "no hole without a gap");
});

for (const [name, maxEvents] of [["no", 0], ["its", 512]] as const) {
  Deno.test(`a send that fails at the end of a turn costs no prompt, a store with ${name} events`, async () => {
    const store = new MemoryStore({ maxEvents });
    await using stage = new Stage({ store, busyMode: "queue" });
    const { client, id } = await stage.running("first", { close_on_disconnect: true });
    client.submit(id, "second");
    client.take();
    client.socket.gone = true;
    stage.provider.turn.end();
    await stage.time.pass();
    assert.deepEqual(store.openPrompts(), [], "none is left open");
    const { messages } = stage.connect().result("session.resume", { session_id: id });
    assert.deepEqual(messages.map(({ text }: Json) => text), ["first", "second"]);
    assert.deepEqual(stage.log.at("error"), []);
  });
}

Deno.test("a window in the same process that speaks while a turn ends starts no second run", async () => {
  await using stage = new Stage({ busyMode: "queue" });
  const { client, id } = await stage.running("first");
  client.submit(id, "second");
  let said = false;
  client.socket.onFrame = (frame) => {
    if (said || !frame.includes('"running":false')) return;
    said = true;
    client.send("prompt.submit", { session_id: id, text: "third" });
  };
  const { turn } = stage.provider;
  turn.end();
  await stage.time.pass();
  assert.ok(said);
  assert.equal(stage.provider.agent.turns.length, 2, "one turn at a time");
  assert.deepEqual(stage.log.at("error"), []);
});
