/** The end of a session, at every moment of its life. */
import assert from "node:assert/strict";
import { AgentError } from "../../src/agent/agent.ts";
import { MemoryStore } from "../../src/store/memory_store.ts";
import type { Store } from "../../src/store/store.ts";
import { type Client, Stage } from "../support/stage.ts";

/** A conversation with one exchange that is not live any more. */
async function stored(store: Store): Promise<string> {
  await using stage = new Stage({ store });
  const { client, id } = await stage.running("what is a tide?");
  stage.provider.turn.end();
  await stage.time.pass(50);
  return client.result("session.activate", { session_id: id }).session_key;
}

function listed(client: Client): unknown[] {
  return client.result("session.active_list").sessions;
}

/** Makes `describe` fail, as a provider with a bug would. */
function breakDescribe(stage: Stage, error: Error): () => void {
  const { describe } = stage.provider;
  stage.provider.describe = () => {
    throw error;
  };
  return () => void (stage.provider.describe = describe);
}

Deno.test("a session closed by the hook that hears of its creation builds no agent", async () => {
  let close = (_id: string) => {};
  await using stage = new Stage({ hooks: { onSessionStart: (start) => close(start.sessionId) } });
  const client = stage.connect();
  close = (session_id) => assert.ok(client.result("session.close", { session_id }).closed);
  client.result("session.create");
  await stage.time.pass(1_000);
  assert.equal(stage.provider.builds.length, 0);
  assert.equal(stage.gateway.counts.sessions, 0);
  assert.deepEqual(stage.log.at("error"), []);
});

Deno.test("a session closed while its agent is built lets the build know, and closes what arrives", async () => {
  await using stage = new Stage();
  stage.provider.script.builds = "hold";
  const { client, id } = await stage.open();
  const [build] = stage.provider.builds;
  assert.equal(build?.signal.aborted, false);
  client.result("session.close", { session_id: id });
  assert.equal(build?.signal.aborted, true);
  assert.deepEqual(listed(client), []);
  build?.finish();
  await stage.time.pass();
  assert.equal(build?.agent.closes, 1);
});

Deno.test("conformance 081: two eager resumes of one conversation end in one session and one agent", async () => {
  const store = new MemoryStore();
  const session_id = await stored(store);
  await using stage = new Stage({ store });
  stage.provider.script.builds = "hold";
  const [one, two] = [stage.connect(), stage.connect()];
  const first = one.result("session.resume", { session_id, eager_build: true });
  const second = two.result("session.resume", { session_id, eager_build: true });
  assert.equal(first.session_id, second.session_id);
  assert.equal(stage.gateway.counts.sessions, 1);
  await stage.time.pass(100);
  assert.equal(stage.provider.builds.length, 1);
});

Deno.test("a session closed while it is being resumed leaves nothing to the one that comes next", async () => {
  const store = new MemoryStore();
  const session_id = await stored(store);
  await using stage = new Stage({ store });
  stage.provider.script.builds = "hold";
  const client = stage.connect();
  const resume = () => client.result("session.resume", { session_id, eager_build: true });
  const { session_id: live } = resume();
  client.result("session.close", { session_id: live });
  assert.equal(resume().session_id, live);
  const [old, young] = stage.provider.builds;
  assert.deepEqual([old?.signal.aborted, young?.signal.aborted], [true, false]);
  old?.finish();
  young?.finish();
  await stage.time.pass();
  assert.deepEqual([old?.agent.closes, young?.agent.closes], [1, 0]);
  client.submit(live, "go on");
  await stage.time.pass();
  assert.equal(young?.agent.turns.length, 1);
});

Deno.test("a watch session builds no agent until it is resumed by somebody who wants one", async () => {
  const store = new MemoryStore();
  const session_id = await stored(store);
  await using stage = new Stage({ store });
  const client = stage.connect();
  const { status } = client.result("session.resume", { session_id, lazy: true });
  assert.equal(status, "idle");
  await stage.time.pass(1_000);
  assert.equal(stage.provider.builds.length, 0);
  client.result("session.resume", { session_id });
  client.result("session.resume", { session_id });
  await stage.time.pass(50);
  assert.equal(stage.provider.builds.length, 1);
});

Deno.test("conformance 098: in the middle of its end a session is not listed, and cannot be ended again", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  const other = stage.connect();
  const seen: unknown[] = [];
  stage.provider.script.onClose = () => {
    seen.push(other.result("session.close", { session_id: id }).closed, listed(other).length);
    seen.push(other.error("session.activate", { session_id: id }).code);
  };
  assert.equal(client.result("session.close", { session_id: id }).closed, true);
  assert.deepEqual(seen, [false, 0, 4001]);
  assert.equal(stage.provider.agent.closes, 1);
  stage.log.fieldsOf("session ended");
});

Deno.test("a session that cannot be described is not left behind, and its place is free again", async () => {
  await using stage = new Stage({ maxSessions: 1 });
  const client = stage.connect();
  const mend = breakDescribe(stage, new Error("secret inside"));
  // The model is given, so it is only described once it is there.
  assert.equal(client.error("session.create", { model: "model-b" }).code, -32603);
  assert.equal(stage.gateway.counts.sessions, 0);
  mend();
  client.result("session.create");
  await stage.time.pass(50);
  assert.equal(stage.provider.builds.length, 1);
});

Deno.test("conformance 096: a resume that fails inside is 5000 with the reason, and leaves nothing", async () => {
  const store = new MemoryStore();
  const session_id = await stored(store);
  await using stage = new Stage({ store, maxSessions: 1 });
  const client = stage.connect();
  const reasons = [
    [new AgentError("no model is configured"), "resume failed: no model is configured"],
    [new Error("secret"), "resume failed: unexpected failure; see the gateway's log"],
  ] as const;
  for (const [fault, message] of reasons) {
    const mend = breakDescribe(stage, fault);
    assert.deepEqual(client.error("session.resume", { session_id }), { code: 5000, message });
    assert.equal(stage.gateway.counts.sessions, 0);
    mend();
  }
  assert.equal(stage.log.at("error").length, 2);
  await stage.time.pass(1_000);
  assert.equal(stage.provider.builds.length, 0);
  assert.equal(client.result("session.resume", { session_id }).message_count, 1);
});

Deno.test("a resume in a role that is refused leaves nothing", async () => {
  const store = new MemoryStore();
  const session_id = await stored(store);
  await using stage = new Stage({ store });
  const guest = stage.connect(undefined, "observer");
  guest.error("session.resume", { session_id, role: "controller" });
  assert.equal(stage.gateway.counts.sessions, 0);
});
