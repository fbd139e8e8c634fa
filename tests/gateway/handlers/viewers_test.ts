import assert from "node:assert/strict";
import { type Client, type Json, Stage } from "../../support/stage.ts";

const REFUSED = {
  code: 4040,
  message: "this window only observes the session; attach it as a controller to change anything",
};

function roles(viewers: Json[]): string[] {
  return viewers.map(({ role, current }) => current ? `${role} (me)` : role);
}

function observe(client: Client, session_id: string): Json {
  return client.result("session.activate", { session_id, role: "observer" });
}

Deno.test("session.viewers lists who watches, in the order in which they came", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const second = stage.connect();
  observe(second, id);
  const { viewers } = second.result("session.viewers", { session_id: id });
  assert.deepEqual(roles(viewers), ["controller", "observer (me)"]);
  assert.notEqual(viewers[0].id, viewers[1].id);
  const mine = client.result("session.viewers", { session_id: id }).viewers;
  assert.deepEqual(roles(mine), ["controller (me)", "observer"]);
  assert.equal(client.error("session.viewers", { session_id: "none" }).code, 4001);
});

Deno.test("a window that attaches is told its role and who else watches", async () => {
  await using stage = new Stage();
  const { id } = await stage.open();
  const second = stage.connect();
  const first = observe(second, id);
  assert.equal(first.role, "observer");
  assert.deepEqual(roles(first.viewers), ["controller", "observer"]);
  // Once more, without a word about the role: it stays.
  assert.equal(second.result("session.activate", { session_id: id }).role, "observer");
  assert.equal(second.result("session.resume", { session_id: id }).role, "observer");
});

Deno.test("session.viewers tells the others when one comes, changes its role, and goes", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const told = () =>
    client.events().map(({ type, payload }) => {
      assert.equal(type, "session.viewers");
      return roles(payload.viewers).join();
    });
  const second = stage.connect();
  observe(second, id);
  assert.deepEqual(told(), ["controller,observer"]);
  observe(second, id);
  assert.deepEqual(told(), []);
  second.result("session.activate", { session_id: id, role: "controller" });
  assert.deepEqual(told(), ["controller,controller"]);
  second.connection.end("gone");
  assert.deepEqual(told(), ["controller"]);
  // The one that is left hears of itself; one that is alone changes unheard.
  observe(client, id);
  assert.deepEqual(told(), []);
});

Deno.test("an observer sees all of a turn and may not have a part in it", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const window = stage.connect();
  observe(window, id);
  window.take();
  const session_id = id;
  const refused: [string, Json][] = [
    ["prompt.submit", { text: "mine" }],
    ["session.interrupt", {}],
    ["session.steer", { text: "left" }],
    ["session.close", {}],
    ["session.undo", {}],
    ["session.title", { title: "mine" }],
    ["approval.respond", { choice: "once" }],
    ["config.set", { key: "reasoning", value: "high" }],
  ];
  for (const [method, params] of refused) {
    assert.deepEqual(window.error(method, { session_id, ...params }), REFUSED, method);
  }
  client.submit(id, "hello");
  await stage.time.pass();
  stage.provider.turn.text("hi");
  stage.provider.turn.end();
  await stage.time.pass();
  const types = window.types();
  assert.equal(types[0], "message.start");
  assert.equal(types.at(-1), "session.info");
  for (const method of ["session.history", "session.title", "session.usage", "session.status"]) {
    window.result(method, { session_id });
  }
});

Deno.test("an observer's width is not the session's", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open({ cols: 100 });
  const window = stage.connect();
  observe(window, id);
  assert.deepEqual(window.result("terminal.resize", { session_id: id, cols: 40 }), { cols: 40 });
  window.result("session.resume", { session_id: id, cols: 41 });
  client.submit(id, "how wide?");
  await stage.time.pass();
  assert.equal(stage.gateway.counts.sessions, 1);
});

Deno.test("session.detach ends the watching and leaves the session to the others", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const second = stage.connect();
  second.result("session.activate", { session_id: id });
  second.take();
  client.take();
  assert.deepEqual(second.result("session.detach", { session_id: id }), { detached: true });
  assert.deepEqual(second.result("session.detach", { session_id: id }), { detached: false });
  assert.deepEqual(second.result("session.detach", { session_id: "none" }), { detached: false });
  assert.deepEqual(client.types(), ["session.viewers"]);
  client.submit(id, "hello");
  await stage.time.pass();
  assert.deepEqual(second.types(), []);
  assert.deepEqual(client.types(), ["message.start"]);
});

Deno.test("session.detach of the last window starts the session's grace", async () => {
  await using stage = new Stage({ orphanGraceMs: 1_000 });
  const { client, id } = await stage.open();
  client.result("session.detach", { session_id: id });
  await stage.time.pass(999);
  assert.equal(stage.gateway.counts.sessions, 1);
  client.result("session.activate", { session_id: id });
  await stage.time.pass(5_000);
  assert.equal(stage.gateway.counts.sessions, 1);
  client.result("session.detach", { session_id: id });
  await stage.time.pass(1_000);
  assert.equal(stage.gateway.counts.sessions, 0);
});

Deno.test("a peer whose credential makes it an observer can be nothing else", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  client.submit(id, "hello");
  await stage.time.pass();
  const guest = stage.connect(undefined, "observer");
  assert.deepEqual(guest.error("session.create"), REFUSED);
  const claim = { session_id: id, role: "controller" };
  assert.deepEqual(guest.error("session.activate", claim), REFUSED);
  assert.equal(guest.result("session.activate", { session_id: id }).role, "observer");
  assert.deepEqual(guest.error("prompt.submit", { session_id: id, text: "mine" }), REFUSED);
  assert.deepEqual(guest.error("session.delete", { session_id: "x" }), REFUSED);
  assert.deepEqual(guest.error("config.set", { key: "busy", value: "queue" }), REFUSED);
  assert.equal(guest.result("session.active_list").sessions.length, 1);
});

Deno.test("an observer's resume of a stored conversation builds no agent", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open({ title: "kept" });
  client.result("session.close", { session_id: id });
  const built = stage.provider.builds.length;
  const window = stage.connect();
  const resumed = window.result("session.resume", { session_id: "kept", role: "observer" });
  assert.equal(resumed.role, "observer");
  await stage.time.pass(1_000);
  assert.equal(stage.provider.builds.length, built);
});
