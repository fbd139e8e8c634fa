import assert from "node:assert/strict";
import type { Client, Json, WireEvent } from "../support/stage.ts";
import { Outage } from "./support/outage.ts";

const OUT = "Conversations cannot be kept for now (read-only); they go on in memory.";

/** One whole turn. */
async function turn(
  { stage }: Outage,
  { client, id }: { client: Client; id: string },
  text: string,
) {
  client.submit(id, text);
  await stage.time.pass();
  const last = stage.provider.builds.flatMap(({ agent }) => agent.turns).at(-1);
  last?.text(`re: ${text}`);
  last?.end();
  await stage.time.pass(100);
}

function warnings(events: readonly WireEvent[]): string[] {
  return events.filter(({ type }) => type === "status.update").map(({ payload }) => payload.text);
}

function texts({ messages }: { messages: Json[] }): string[] {
  return messages.map(({ text }) => text);
}

Deno.test("a session goes on while its store cannot be written, closes, and is resumed with all of it", async () => {
  await using outage = new Outage();
  const { stage, store, plain } = outage;
  const { client, id } = await stage.open();
  await turn(outage, { client, id }, "one");
  client.take();
  outage.fail("write");
  await turn(outage, { client, id }, "two");
  const told = client.events();
  assert.deepEqual(warnings(told), [OUT], "it is said once");
  const { session_key: stored, seq } = client.result("session.activate", { session_id: id });
  assert.equal(plain.store.messages(stored).length, 2);

  client.result("session.close", { session_id: id });
  const all = ["one", "re: one", "two", "re: two"];
  const again = client.result("session.resume", { session_id: stored });
  assert.equal(again.session_id, id);
  assert.deepEqual(texts(again), all);
  assert.ok(again.seq >= seq, "no number is given twice");
  client.take();
  await turn(outage, { client, id }, "three");
  const numbers = client.events().map((event) => event.seq);
  assert.deepEqual(numbers, numbers.map((_seq, i) => again.seq + 1 + i));
  const [row] = client.result("session.list").sessions;
  assert.deepEqual([row.id, row.message_count], [stored, 6]);

  await outage.recover();
  assert.equal(store.outage, undefined);
  assert.deepEqual(outage.lost, []);
  assert.deepEqual(warnings(client.events()), ["Conversations are kept again."]);
  assert.deepEqual(plain.store.messages(stored).length, 6);
  const { latest } = client.result("session.events.since", { session_id: id, last_seen: 0 });
  assert.deepEqual(plain.store.range(stored), { first: 1, latest });
  assert.deepEqual(plain.store.openPrompts(), []);
});

Deno.test("conformance 068: without a store nothing but what needs it fails, and says why", async () => {
  await using outage = new Outage();
  const { stage } = outage;
  const { client, id } = await stage.open();
  await turn(outage, { client, id }, "one");
  client.take();
  outage.fail("read");
  const created = client.result("session.create");
  const more = { client_message_id: "m1" };
  assert.equal(client.submit(created.session_id, "two", more), "streaming");
  await stage.time.pass(50);
  assert.equal(client.submit(created.session_id, "two", more), "streaming");
  stage.provider.turn.end();
  await stage.time.pass(50);
  assert.deepEqual(warnings(client.events().filter(({ session_id }) => session_id === id)), [
    "Conversations cannot be kept for now (no such table: session); they go on in memory.",
  ]);
  const { events, truncated } = client.result("session.events.since", { session_id: id });
  assert.ok(events.length > 0);
  assert.equal(truncated, false);
  const { messages } = client.result("session.activate", { session_id: created.session_id });
  assert.equal(messages.length, 1);
});

Deno.test("conformance 104: session.list tells that the store is out", async () => {
  await using outage = new Outage();
  const client = outage.stage.connect();
  outage.fail("read");
  assert.deepEqual(client.error("session.list"), {
    code: 5006,
    message: "state.db unavailable: no such table: session",
  });
  assert.deepEqual(client.result("session.most_recent"), { session_id: null });
});

Deno.test("session.resume fails with the reason, and works once the store is back", async () => {
  await using outage = new Outage();
  const { stage } = outage;
  const { client, id } = await stage.open();
  await turn(outage, { client, id }, "one");
  const { session_key: stored } = client.result("session.activate", { session_id: id });
  client.result("session.close", { session_id: id });
  outage.fail("read");
  assert.deepEqual(client.error("session.resume", { session_id: stored }), {
    code: 5000,
    message: "state.db unavailable: no such table: session",
  });
  await outage.recover();
  assert.deepEqual(texts(client.result("session.resume", { session_id: stored })), [
    "one",
    "re: one",
  ]);
});

for (const how of ["write", "read"] as const) {
  Deno.test(`conformance 106: session.delete deletes nothing while the store is out (${how})`, async () => {
    await using outage = new Outage();
    const { stage, plain } = outage;
    const { client, id } = await stage.open();
    await turn(outage, { client, id }, "one");
    const { session_key: stored } = client.result("session.activate", { session_id: id });
    client.result("session.close", { session_id: id });
    outage.fail(how);
    // Another one's change, by which it is noticed.
    const other = client.result("session.create").session_id;
    client.submit(other, "hello");
    const { code, message } = client.error("session.delete", { session_id: stored });
    assert.equal(code, 5036);
    assert.match(message, /^state\.db unavailable: (read-only|no such table)/);
    await outage.recover();
    assert.ok(plain.store.session(stored));
    assert.deepEqual(client.result("session.delete", { session_id: stored }), { deleted: stored });
  });
}

Deno.test("a gateway whose store cannot be opened tells each session once, and keeps them all later", async () => {
  await using outage = new Outage({ isLate: true });
  const { stage, plain } = outage;
  const opened = await stage.open();
  const { client, id } = opened;
  await turn(outage, opened, "one");
  const { session_key: stored } = client.result("session.activate", { session_id: id });
  client.result("session.close", { session_id: id });
  assert.deepEqual(texts(client.result("session.resume", { session_id: stored })), [
    "one",
    "re: one",
  ]);
  assert.equal(client.error("session.list").message, "state.db unavailable: read-only");
  client.take();
  const other = client.result("session.create").session_id;
  await stage.time.pass(50);
  const frames = client.take();
  assert.equal(frames[0].result.session_id, other, "behind the answer that names the session");
  assert.deepEqual(
    warnings(frames.flatMap(({ params }) => params?.session_id === other ? [params] : [])),
    [OUT],
  );
  assert.equal(plain.store.sessions({ limit: 9 }).length, 0);

  await outage.recover();
  assert.deepEqual(texts({ messages: plain.store.messages(stored) }), ["one", "re: one"]);
  assert.equal(client.result("session.list").sessions.length, 1);
  await turn(outage, opened, "two");
  assert.equal(plain.store.messages(stored).length, 4);
  assert.deepEqual(plain.store.openPrompts(), []);
  assert.deepEqual(outage.lost, []);
  assert.deepEqual(stage.log.at("error"), []);
});
