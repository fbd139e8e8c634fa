/** What people are told beside their turns. */
import assert from "node:assert/strict";
import { ConfigError } from "../../src/gateway/config_desk.ts";
import type { Notice } from "../../src/gateway/notice.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { Stage, type WireEvent } from "../support/stage.ts";
import { Outage } from "./support/outage.ts";

const SHOW = "notification.show";
const CLEAR = "notification.clear";

const notice: Notice = { key: "k", kind: "agent", level: "info", text: "hello", ttlMs: 1_000 };

function notices(news: readonly WireEvent[]): string[] {
  return news.filter(({ type }) => type === SHOW || type === CLEAR)
    .map(({ type, payload }) => type === SHOW ? payload.text : `clear ${payload.key}`);
}

Deno.test("a notice goes to everybody, with all that clients read", async () => {
  await using stage = new Stage();
  const clients = [stage.connect(), stage.connect()];
  stage.gateway.notices.show(notice);
  for (const client of clients) {
    const [shown] = client.news();
    const { id, ...payload } = shown?.payload ?? {};
    assert.match(id, /^[0-9a-f]{8}$/);
    assert.deepEqual({ ...shown, payload }, {
      type: SHOW,
      session_id: "",
      payload: { text: "hello", level: "info", kind: "agent", ttl_ms: 1_000, key: "k" },
    });
  }
});

Deno.test("notices of one key are shown once in ten seconds", async () => {
  await using stage = new Stage();
  const client = stage.connect();
  for (let i = 0; i < 100; i++) {
    stage.gateway.notices.show({ ...notice, text: `${i}` });
    await stage.time.pass(250);
  }
  stage.gateway.notices.show({ ...notice, key: "other" });
  assert.deepEqual(notices(client.news()), ["0", "40", "80", "hello"]);
});

Deno.test("a notice without an end is shown to whoever comes, until it is cleared", async () => {
  await using stage = new Stage();
  const lasting = { ...notice, ttlMs: null };
  stage.gateway.notices.show(lasting);
  stage.gateway.notices.show(lasting);
  const client = stage.connect();
  const [ready] = client.events();
  assert.equal(ready?.type, "gateway.ready", "the greeting comes first");
  assert.deepEqual(notices(client.news()), ["hello"]);
  stage.gateway.notices.clear("k");
  stage.gateway.notices.clear("k");
  assert.deepEqual(notices(client.news()), ["clear k"]);
  assert.deepEqual(notices(stage.connect().news()), []);
});

Deno.test("that the store is out is shown until it is back, and that it is back", async () => {
  await using outage = new Outage();
  const { stage } = outage;
  const { client, id } = await stage.open();
  outage.fail("write");
  client.result("session.title", { session_id: id, title: "Tides" });
  await stage.time.pass();
  const out = "Conversations cannot be kept for now (read-only); they go on in memory.";
  assert.deepEqual(notices(client.news()), [out]);
  assert.deepEqual(notices(stage.connect().news()), [out]);
  await outage.recover();
  assert.deepEqual(notices(client.news()), ["clear store", "Conversations are kept again."]);
});

Deno.test("a store that is out from the start is shown to whoever comes", async () => {
  await using outage = new Outage({ isLate: true });
  assert.equal(notices(outage.stage.connect().news()).length, 1);
});

Deno.test("a configuration that cannot be used is shown until it is mended", async () => {
  let fault: string | undefined;
  const config = {
    read: () => ({ path: "/etc/t.yaml", mtime: 1, values: {}, ...fault && { fault } }),
    write: () => {
      throw new ConfigError("no");
    },
  };
  await using stage = new Stage({ setup: { config } });
  const client = stage.connect();
  const look = () => {
    client.result("config.get", { key: "busy" });
    return notices(client.news());
  };
  assert.deepEqual(look(), []);
  fault = "display.skin: expected a name";
  assert.deepEqual([look(), look()], [[fault], []]);
  fault = undefined;
  assert.deepEqual(look(), ["clear config"]);
});

Deno.test("conformance 309: only the session.info of a built agent warns of the configuration", async () => {
  const fault = "display.skin: expected a name";
  const config = { read: () => ({ path: "", mtime: 0, values: {}, fault }), write() {} };
  await using stage = new Stage({ setup: { config } });
  const client = stage.connect();
  client.result("config.get", { key: "busy" });
  const { session_id, info } = client.result("session.create", {});
  assert.equal("config_warning" in info, false);
  client.result("session.title", { session_id, title: "Tides" });
  await stage.time.pass(50);
  client.submit(session_id, "hello");
  await stage.time.pass();
  stage.provider.turn.end();
  await stage.time.pass(50);
  const infos = client.events().filter(({ type }) => type === "session.info");
  const warnings = infos.map(({ payload }) => payload.config_warning);
  assert.deepEqual(warnings, [fault, undefined]);
  assert.equal("config_warning" in client.result("session.activate", { session_id }).info, false);
});

Deno.test("an agent that was started anew is told to those who watch its session", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const other = stage.connect();
  const { context } = stage.provider.builds[0] ?? assert.fail("it was built");
  for (let i = 0; i < 3; i++) context.tell({ type: "restarted", text: "Again --token abc." });
  const [shown, ...more] = client.news().filter(({ type }) => type === SHOW);
  assert.deepEqual(more, []);
  assert.equal(shown?.session_id, id);
  assert.equal(shown?.payload.text, "Again --token [redacted]");
  assert.deepEqual(notices(other.news()), []);
});

Deno.test("calls that are refused are told to the window that made them, once in a while", async () => {
  await using stage = new Stage({ rpcQueueLimit: 1, rpcConcurrency: 1 });
  const { client, id } = await stage.open({ cwd: "" });
  const other = stage.connect();
  client.submit(id, "hello");
  await stage.time.pass();
  for (let i = 0; i < 5; i++) client.send("setup.runtime_check");
  assert.match(notices(client.news()).join(), /^Too much is asked at once: "setup.runtime_check"/);
  for (let i = 0; i < 5; i++) client.send("setup.runtime_check");
  assert.deepEqual(notices(client.news()), []);
  assert.deepEqual(notices(other.news()), []);
});

Deno.test("what is found as a window is greeted comes behind its greeting, once", async () => {
  let fault = "";
  const read = () => ({
    path: "/c",
    mtime: 1,
    values: {},
    ...fault === "" ? {} : { fault },
  });
  await using stage = new Stage({ setup: { config: { read, write() {} } } });
  fault = "line 3 is wrong";
  const socket = new MemorySocket();
  stage.connect(socket);
  const types = socket.frames.map((frame) => JSON.parse(frame).params.type);
  assert.deepEqual(types, ["gateway.ready", SHOW]);
});
