import assert from "node:assert/strict";
import { Stage, streamed } from "../../support/stage.ts";

Deno.test("conformance 093: session.activate shows the turn that runs, and misses nothing after it", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("hello");
  stage.provider.turn.text("one ", "two ");
  await stage.time.pass();
  const late = stage.connect();
  const live = late.result("session.activate", { session_id: id });
  const { turn_id, ...inflight } = live.inflight;
  assert.deepEqual(inflight, { user: "hello", assistant: "one two ", streaming: true });
  assert.match(turn_id, /^[0-9a-f]{12}$/);
  assert.deepEqual([live.running, live.status, live.session_id], [true, "working", id]);
  late.take();
  stage.provider.turn.text("three");
  stage.provider.turn.end();
  await stage.time.pass(100);
  const events = late.events();
  assert.equal(streamed(events), "three");
  assert.equal(events.at(-1)?.payload.running, false);
  assert.equal(streamed(client.events()), "one two three");
});

Deno.test("conformance 094: session.activate of an idle session has the answer and no inflight", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("hello");
  stage.provider.turn.text("hi");
  stage.provider.turn.end();
  await stage.time.pass(100);
  const live = client.result("session.activate", { session_id: id });
  assert.equal("inflight" in live, false);
  assert.deepEqual(live.messages, [
    { role: "user", text: "hello" },
    { role: "assistant", text: "hi" },
  ]);
});

Deno.test("session.activate takes a session back within its grace; an unknown one is 4001", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  client.connection.end("gone");
  await stage.time.pass(19_000);
  const back = stage.connect();
  back.result("session.activate", { session_id: id });
  await stage.time.pass(60_000);
  assert.equal(back.result("session.activate", { session_id: id }).session_id, id);
  assert.equal(back.error("session.activate", { session_id: "00000000" }).code, 4001);
});

Deno.test("session.active_list shows what a turn nobody watches has said so far", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running("hello");
  client.connection.end("gone");
  stage.provider.turn.text("first", " second");
  await stage.time.pass(1_000);
  const [listed] = stage.connect().result("session.active_list").sessions;
  assert.deepEqual([listed.id, listed.preview], [id, "first second"]);
});
