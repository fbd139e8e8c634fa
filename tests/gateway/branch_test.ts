import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { type Json, Stage } from "../support/stage.ts";
import { Outage } from "./support/outage.ts";
import { lines, pendingCall, talk } from "./support/talks.ts";

Deno.test("session.branch opens a session of its own with the history so far", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const { client, id } = await stage.open({ title: "Tides", cwd: "/srv", model: "model-b" });
  await talk(stage, { client, id, texts: ["one"] });
  const { session_key: parent } = client.result("session.activate", { session_id: id });
  client.take();
  const branched = client.result("session.branch", { session_id: id });
  const { session_id, stored_session_id, ...rest } = branched;
  assert.deepEqual(rest, { title: "Tides (2)", parent, count: 2, message_count: 2 });
  assert.notEqual(session_id, id);
  const row = store.session(stored_session_id);
  assert.deepEqual(row?.parent, { id: parent, how: "branch" }, "it is kept at once");
  assert.deepEqual([row?.cwd, row?.model, row?.title], ["/srv", "model-b", "Tides (2)"]);
  assert.deepEqual(lines(store.messages(stored_session_id)), ["user: one", "assistant: re one"]);
  // The caller watches it, and each goes its own way.
  await stage.time.pass(50);
  assert.ok(client.events().some((event) => event.session_id === session_id));
  await talk(stage, { client, id: session_id, texts: ["two"] });
  const texts = (session_id: string) =>
    lines(client.result("session.history", { session_id }).messages);
  assert.equal(texts(session_id).length, 4);
  assert.equal(texts(id).length, 2);
  assert.equal(client.result("session.resume", { session_id: parent }).session_id, id);
  assert.equal(client.result("session.resume", { session_id: "Tides (2)" }).session_id, session_id);
  assert.equal(client.result("session.list").sessions.length, 2);
});

Deno.test("session.branch takes a name, and makes every title unique", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["what is a  tide?"] });
  const titles = (names: (string | undefined)[]) =>
    names.map((name) => client.result("session.branch", { session_id: id, name }).title);
  assert.deepEqual(titles([undefined, undefined, " ", "Mine", " Mine\n", "Mine (2)", "x (7)"]), [
    "what is a tide? (2)",
    "what is a tide? (3)",
    "what is a tide? (4)",
    "Mine",
    "Mine (2)",
    "Mine (3)",
    "x (7)",
  ]);
  const [long] = titles(["y".repeat(300)]);
  assert.equal(long?.length, 200);
});

Deno.test("session.branch while a turn runs takes what there was before it", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one"] });
  client.submit(id, "two");
  await stage.time.pass();
  const { session_id, count } = client.result("session.branch", { session_id: id });
  assert.equal(count, 2);
  assert.deepEqual(lines(client.result("session.history", { session_id }).messages), [
    "user: one",
    "assistant: re one",
  ]);
});

Deno.test("session.branch of an empty conversation is 4008, over the limit 4090, of none 4001", async () => {
  await using stage = new Stage({ maxSessions: 1 });
  const { client, id } = await stage.open();
  assert.deepEqual(client.error("session.branch", { session_id: id }), {
    code: 4008,
    message: "nothing to branch — send a message first",
  });
  await talk(stage, { client, id, texts: ["one"] });
  assert.equal(client.error("session.branch", { session_id: id }).code, 4090);
  for (const method of ["session.branch", "session.compress", "session.save"]) {
    const answer = pendingCall(client, method, { session_id: "00000000" });
    await stage.time.pass();
    assert.deepEqual(answer()?.error, { code: 4001, message: "session not found" }, method);
  }
});

Deno.test("session.branch is 5008 where nobody can tell which titles are free", async () => {
  await using outage = new Outage();
  const { stage } = outage;
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one"] });
  outage.fail("read");
  const { code, message } = client.error("session.branch", { session_id: id, name: "New" });
  assert.equal(code, 5008);
  assert.match(message, /^state\.db unavailable: /);
  assert.equal(client.result("session.active_list").sessions.length, 1);
});

Deno.test("session.create takes the parent of a session a client has branched by itself", async () => {
  const store = new MemoryStore();
  await using stage = new Stage({ store });
  const { client, id } = await stage.open();
  await talk(stage, { client, id, texts: ["one"] });
  const { session_key } = client.result("session.activate", { session_id: id });
  const parent = (parent_session_id: unknown): Json => {
    const made = client.result("session.create", { parent_session_id });
    client.result("session.title", { session_id: made.session_id, title: made.session_id });
    return store.session(made.stored_session_id)?.parent;
  };
  assert.deepEqual(parent(session_key), { id: session_key, how: "branch" });
  assert.deepEqual(parent(id), { id: session_key, how: "branch" });
  assert.equal(parent("nobody"), undefined);
  assert.equal(parent(null), undefined);
});
