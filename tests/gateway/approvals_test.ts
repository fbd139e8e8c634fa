/** What is allowed for good: kept, shared, listed and taken back. */
import assert from "node:assert/strict";
import { MemoryStore } from "../../src/store/memory_store.ts";
import { StoreError } from "../../src/store/store.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import { type Client, Stage } from "../support/stage.ts";
import { aboutQuestions, approval, asking, askMore } from "./support/asking.ts";

const always = (session_id: string) => ({ session_id, choice: "always" });

function listed(client: Client): string[] {
  const { approvals, complete } = client.result("approvals.list");
  assert.equal(complete, true);
  return approvals.map(({ agent, pattern }: { agent: string; pattern: string }) =>
    `${agent}: ${pattern}`
  );
}

Deno.test("always holds for all sessions of the agent, after a restart too, until it is revoked", async () => {
  const store = new MemoryStore();
  {
    await using stage = new Stage({ store });
    const first = await asking(stage, [approval("rm")]);
    first.client.result("approval.respond", always(first.id));
    await stage.time.pass();
    assert.deepEqual(first.got, ["always"]);
    const second = await asking(stage, [approval("rm"), approval("dd")]);
    assert.deepEqual(second.got, ["once"], "another session is not asked any more");
    assert.deepEqual(second.shown.map(({ payload }) => payload.command), ["dd"]);
    assert.deepEqual(listed(first.client), ["scripted: rm"]);
  }
  await using stage = new Stage({ store });
  const { client, got } = await asking(stage, [approval("rm")]);
  assert.deepEqual(got, ["once"]);
  const [{ at }] = client.result("approvals.list").approvals;
  assert.equal(at, Date.UTC(2026, 0, 1, 12, 30, 15) / 1_000 + 0.05);

  const revoke = { agent: "scripted", pattern: "rm" };
  assert.deepEqual(client.result("approvals.revoke", { ...revoke, agent: "other" }), {
    revoked: false,
  });
  assert.deepEqual(client.result("approvals.revoke", revoke), { revoked: true });
  assert.deepEqual(client.result("approvals.revoke", revoke), { revoked: false });
  assert.deepEqual(listed(client), []);
  await askMore(stage, { questions: [approval("rm")], got });
  assert.deepEqual(aboutQuestions(client), ["approval.request"], "also in this very turn");
});

Deno.test("always is remembered of each agent by its own name, also of two of one kind", async () => {
  const other = new ScriptedProvider();
  await using stage = new Stage({ agents: { other } });
  const { client, id } = await asking(stage, [approval("rm")]);
  client.result("approval.respond", always(id));
  const { session_id } = client.result("session.create", { agent: "other" });
  await stage.time.pass(50);
  client.submit(session_id, "go");
  await stage.time.pass();
  client.take();
  other.turn.input.ask(approval("rm"));
  await stage.time.pass();
  assert.deepEqual(aboutQuestions(client), ["approval.request"]);
  client.result("approval.respond", always(session_id));
  assert.deepEqual(listed(client).toSorted(), ["other: rm", "scripted: rm"]);
});

Deno.test("always holds in memory while the store cannot be read or written", async () => {
  const store = new MemoryStore();
  let out = true;
  const approvals = store.approvals.bind(store);
  store.approvals = () => {
    if (out) throw new StoreError("state.db is out");
    return approvals();
  };
  await using stage = new Stage({ store });
  const { client, id, got } = await asking(stage, [approval("rm")]);
  client.result("approval.respond", always(id));
  await askMore(stage, { questions: [approval("rm")], got });
  assert.deepEqual(got, ["always", "once"]);
  const while_out = client.result("approvals.list");
  assert.equal(while_out.complete, false);
  assert.equal(while_out.approvals.length, 1);
  out = false;
  assert.deepEqual(listed(client), ["scripted: rm"]);
});

Deno.test("an observer sees what was allowed, and takes nothing back", async () => {
  await using stage = new Stage();
  const { client, id } = await asking(stage, [approval("rm")]);
  client.result("approval.respond", always(id));
  const observer = stage.connect(undefined, "observer");
  assert.deepEqual(listed(observer), ["scripted: rm"]);
  const revoke = { agent: "scripted", pattern: "rm" };
  assert.equal(observer.error("approvals.revoke", revoke).code, 4040);
  assert.equal(client.error("approvals.revoke", { pattern: "rm" }).code, -32602);
});

Deno.test("questionTimeoutsMs decides how long each question waits", async () => {
  await using stage = new Stage({ questionTimeoutsMs: { approval: 1_000 } });
  const { client, got } = await asking(stage, [approval("rm"), { kind: "sudo" }]);
  await stage.time.pass(999);
  assert.deepEqual(client.types(), []);
  await stage.time.pass(1);
  assert.deepEqual(client.types(), ["approval.expire"]);
  await stage.time.pass(118_999);
  assert.deepEqual(client.types(), []);
  await stage.time.pass(1);
  assert.deepEqual(client.types(), ["sudo.expire"]);
  assert.deepEqual(got, ["deny", ""]);
});

Deno.test("the first of two windows that answer wins, and both are told that it is over", async () => {
  await using stage = new Stage();
  const clarify = { kind: "clarify", question: "which?" } as const;
  const { client, id, asked, got } = await asking(stage, [clarify, approval("rm")]);
  const other = stage.connect();
  other.result("session.activate", { session_id: id });
  await stage.time.pass();
  other.take();
  other.result("clarify.respond", { request_id: asked[0], answer: "red" });
  assert.equal(
    client.error("clarify.respond", { request_id: asked[0], answer: "green" }).code,
    4009,
  );
  client.result("approval.respond", { session_id: id, choice: "deny", request_id: asked[1] });
  assert.deepEqual(
    other.result("approval.respond", { session_id: id, choice: "once", request_id: asked[1] }),
    { resolved: 0 },
  );
  await stage.time.pass();
  assert.deepEqual(got, ["red", "deny"]);
  for (const window of [client, other]) {
    assert.deepEqual(aboutQuestions(window), ["clarify.expire", "approval.expire"]);
  }
});
