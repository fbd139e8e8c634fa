import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Client, type Json, Stage } from "../support/stage.ts";
import { Outage } from "./support/outage.ts";
import { talk } from "./support/talks.ts";

const set = (client: Client, session_id: string, title: string): Json =>
  client.call("session.title", { session_id, title });

Deno.test("conformance 112: a title that cannot be written is pending, and shown all the same", async () => {
  await using outage = new Outage();
  const { stage, plain } = outage;
  const { client, id } = await stage.open();
  outage.fail("write");
  assert.deepEqual(set(client, id, "Tides").result, { pending: true, title: "Tides" });
  assert.deepEqual(set(client, id, "Tides").result, { pending: true, title: "Tides" }, "again");
  assert.equal(client.result("session.title", { session_id: id }).title, "Tides");
  assert.equal(client.result("session.activate", { session_id: id }).info.title, "Tides");
  assert.equal(set(client, client.result("session.create").session_id, "Tides").error.code, 4022);
  assert.equal(plain.store.sessionByTitle("Tides"), undefined);
});

Deno.test("conformance 113: a pending title is kept at the end of a turn", async () => {
  await using outage = new Outage();
  const { stage, plain } = outage;
  const { client, id } = await stage.open();
  outage.fail("write");
  set(client, id, "Tides");
  await talk(stage, { client, id, texts: ["one"] });
  assert.equal(set(client, id, "Tides").result.pending, true, "the store is still out");
  await outage.recover();
  await talk(stage, { client, id, texts: ["two"] });
  assert.equal(plain.store.sessionByTitle("Tides")?.liveId, id);
  assert.deepEqual(set(client, id, "Tides").result, { pending: false, title: "Tides" });
});

Deno.test("conformance 114: the same title again succeeds without a write", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const { client, id } = await stage.open();
  set(client, id, "Tides");
  client.take();
  store.write = () => assert.fail("nothing has changed");
  assert.deepEqual(set(client, id, " Tides ").result, { pending: false, title: "Tides" });
  assert.deepEqual(client.types(), []);
  delete (store as Partial<MemoryStore>).write;
});

Deno.test("conformance 117: where nobody can tell whether a title is free it is 5007", async () => {
  await using outage = new Outage();
  const { client, id } = await outage.stage.open();
  outage.fail("read");
  const { error } = set(client, id, "Tides");
  assert.equal(error.code, 5007);
  assert.match(error.message, /^state\.db unavailable: /);
  assert.equal(client.result("session.title", { session_id: id }).title, "");
});

Deno.test("conformance 118: a title is read without the store", async () => {
  await using outage = new Outage();
  const { client, id } = await outage.stage.open({ title: "Tides" });
  outage.fail("read");
  const { title, session_key } = client.result("session.title", { session_id: id });
  assert.equal(title, "Tides");
  assert.match(session_key, /^\d{8}_/);
});

Deno.test("conformance 072: a title session.create could not check is dropped if it is somebody's", async () => {
  await using outage = new Outage();
  const { stage } = outage;
  const owner = await stage.open({ title: "Tides" });
  owner.client.result("session.close", { session_id: owner.id });
  outage.fail("read");
  const { client, id } = await stage.open({ title: "Tides" });
  const other = client.result("session.create", { title: "Ebb" }).session_id;
  const title = () => client.result("session.title", { session_id: id }).title;
  assert.equal(title(), "Tides", "nobody can say that it is not free");
  await stage.time.pass(50);
  for (const session of [other, id]) {
    client.submit(session, "hello");
    await stage.time.pass();
    for (const { agent } of stage.provider.builds) agent.turns.at(-1)?.end();
    await stage.time.pass(50);
  }
  assert.equal(title(), "Tides", "still so");
  await outage.recover();
  client.take();
  for (const session of [other, id]) {
    client.submit(session, "hello");
    await stage.time.pass();
    for (const { agent } of stage.provider.builds) agent.turns.at(-1)?.end();
    await stage.time.pass(50);
  }
  // Nobody has asked for it since: the end of the turn did.
  assert.equal(outage.plain.store.sessionByTitle("Ebb")?.liveId, other);
  assert.equal(outage.plain.store.sessionByTitle("Tides")?.liveId, owner.id);
  assert.equal(title(), "");
  assert.equal(client.result("session.title", { session_id: other }).title, "Ebb");
  const events = client.events().filter(({ session_id }) => session_id === id);
  assert.equal(
    events.findLast(({ type }) => type === "message.complete")?.payload.status,
    "complete",
  );
  assert.equal(events.at(-1)?.payload.title, "");
});

Deno.test("session.create drops a title that is taken, and opens the session", async () => {
  await using stage = new Stage();
  const { client } = await stage.open({ title: "Tides" });
  const { info } = client.result("session.create", { title: "Tides" });
  assert.equal(info.title, "");
});
