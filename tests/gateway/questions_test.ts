/** Questions of agents, as windows see them. Those about coming back: questions_back_test.ts. */
import assert from "node:assert/strict";
import type { Question } from "../../src/agent/question.ts";
import { Stage } from "../support/stage.ts";
import { approval, asking, askMore, clarify, single } from "./support/asking.ts";

const answers = [
  { question: clarify, method: "clarify.respond", key: "answer" },
  { question: { kind: "sudo" }, method: "sudo.respond", key: "password" },
  {
    question: { kind: "secret", prompt: "?", envVar: "KEY" },
    method: "secret.respond",
    key: "value",
  },
  { question: { kind: "terminal_read" }, method: "terminal.read.respond", key: "text" },
] satisfies { question: Question; method: string; key: string }[];

for (const { question, method, key } of answers) {
  Deno.test(`conformance 045, 054: ${method} gives the agent its answer, by the id alone`, async () => {
    await using stage = new Stage();
    const { client, id, asked, got } = await asking(stage, [question]);
    const request_id = single(asked);
    client.take();
    assert.deepEqual(client.result(method, { request_id, [key]: "blue" }), { status: "ok" });
    await stage.time.pass();
    assert.deepEqual(got, ["blue"]);
    const gone = single(client.events());
    assert.equal(gone.type, `${method.replace(".respond", "")}.expire`);
    assert.deepEqual([gone.session_id, gone.payload], [id, { request_id, reason: "answered" }]);
    const late = client.error(method, { request_id, [key]: "green" });
    assert.deepEqual(late, { code: 4009, message: `no pending ${key} request` });
    assert.deepEqual(got, ["blue"]);
  });
}

Deno.test("a question is told where it stands in the turn, numbered like any event", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.running();
  const { turn } = stage.provider;
  turn.text("let me ", "ask");
  await stage.time.pass();
  const answered = turn.input.ask(clarify);
  turn.text("thanks");
  await stage.time.pass(40);
  const events = client.events();
  assert.deepEqual(events.map(({ type }) => type), [
    "message.delta",
    "message.delta",
    "clarify.request",
    "message.delta",
  ]);
  const first = events[0]?.seq ?? 0;
  assert.deepEqual(events.map(({ seq }) => seq), events.map((_, i) => first + i));
  const { pending } = client.result("session.activate", { session_id: id });
  assert.deepEqual([events[2]], pending);
  const request_id = events[2]?.payload.request_id;
  assert.deepEqual(events[2]?.payload, {
    question: "which?",
    choices: ["red", "green"],
    request_id,
  });
  client.result("clarify.respond", { request_id, answer: "red" });
  assert.equal(await answered, "red");
  assert.equal(client.result("session.activate", { session_id: id }).status, "working");
});

Deno.test("a session that asks is waiting, and idle again after its turn", async () => {
  await using stage = new Stage();
  const { client, id, asked } = await asking(stage, [clarify, approval("rm")]);
  const status = () => single<{ status: string }>(client.result("session.active_list").sessions);
  assert.equal(status().status, "waiting");
  client.result("clarify.respond", { request_id: asked[0], answer: "red" });
  assert.equal(status().status, "waiting", "an approval waits too");
  client.result("approval.respond", { session_id: id, choice: "once" });
  assert.equal(status().status, "working");
  stage.provider.turn.end();
  await stage.time.pass();
  assert.equal(status().status, "idle");
});

Deno.test("an answer is activity of its session", async () => {
  await using stage = new Stage();
  const { client, id, asked } = await asking(stage, [clarify, approval("rm")]);
  const lastActive = () => client.result("session.active_list").sessions[0].last_active;
  const before = lastActive();
  await stage.time.pass(1_000);
  client.result("clarify.respond", { request_id: asked[0], answer: "red" });
  assert.equal(lastActive(), before + 1);
  await stage.time.pass(1_000);
  client.result("approval.respond", { session_id: id, choice: "once" });
  assert.equal(lastActive(), before + 2);
  await stage.time.pass(1_000);
  client.result("approval.respond", { session_id: id, choice: "once" });
  assert.equal(lastActive(), before + 2, "nothing was decided");
});

Deno.test("of two windows that answer at once the first wins, and both are told", async () => {
  await using stage = new Stage();
  const { client: one, id, asked, got } = await asking(stage, [clarify, approval("rm")]);
  const other = stage.connect();
  other.result("session.activate", { session_id: id });
  one.take();
  other.take();
  const request_id = asked[0];
  assert.deepEqual(other.result("clarify.respond", { request_id, answer: "theirs" }), {
    status: "ok",
  });
  assert.equal(one.error("clarify.respond", { request_id, answer: "mine" }).code, 4009);
  const decision = { session_id: id, request_id: asked[1], choice: "once" };
  assert.deepEqual(one.result("approval.respond", decision), { resolved: 1 });
  assert.deepEqual(other.result("approval.respond", { ...decision, choice: "deny" }), {
    resolved: 0,
  });
  await stage.time.pass();
  assert.deepEqual(got, ["theirs", "once"]);
  for (const client of [one, other]) {
    assert.deepEqual(client.types(), ["clarify.expire", "approval.expire"]);
  }
});

Deno.test("an answer sent again is answered as at first, also on another connection", async () => {
  await using stage = new Stage();
  const { client, id, asked, got } = await asking(stage, [clarify, approval("rm")]);
  const answer = { request_id: asked[0], answer: "red", client_message_id: "m1" };
  const decision = { session_id: id, choice: "once", client_message_id: "m1" };
  client.result("clarify.respond", answer);
  assert.deepEqual(client.result("approval.respond", decision), { resolved: 1 });
  client.connection.end("gone before it was read");
  await askMore(stage, { questions: [approval("dd")], got });
  const back = stage.connect();
  assert.deepEqual(back.result("clarify.respond", answer), { status: "ok" });
  assert.deepEqual(back.result("approval.respond", decision), { resolved: 1 });
  await stage.time.pass();
  assert.deepEqual(got, ["red", "once"], "the newer approval was not touched");
  const { pending } = back.result("session.activate", { session_id: id });
  assert.equal(single<{ payload: { command: string } }>(pending).payload.command, "dd");
});

Deno.test("conformance 310: a choice that is none is refused, and the approval stays open", async () => {
  await using stage = new Stage();
  const { client, id: session_id, got } = await asking(stage, [approval("rm")]);
  for (const choice of ["yes", "", "ONCE", 1]) {
    const error = client.error("approval.respond", { session_id, choice });
    assert.equal(error.code, -32602);
    assert.match(error.message, /^invalid params: choice: /);
  }
  assert.deepEqual(got, []);
  assert.deepEqual(client.result("approval.respond", { session_id, choice: null }), {
    resolved: 1,
  });
  await stage.time.pass();
  assert.deepEqual(got, ["deny"]);
});

Deno.test("conformance 052, 313: an interrupt releases all questions of the session, and no other's", async () => {
  await using stage = new Stage();
  const spared = await asking(stage, [clarify]);
  const { client, id, got } = await asking(stage, [clarify, approval("rm"), { kind: "sudo" }]);
  client.take();
  client.interrupt(id);
  await stage.time.pass();
  assert.deepEqual(got, ["", "deny", ""]);
  assert.deepEqual(client.types(), [
    "clarify.expire",
    "approval.expire",
    "sudo.expire",
    "message.complete",
    "session.info",
  ]);
  assert.deepEqual(spared.got, []);
  assert.equal(client.result("session.activate", { session_id: spared.id }).status, "waiting");
});

Deno.test("an agent that goes on after an interrupt gets no answer to what it asks then", async () => {
  await using stage = new Stage();
  stage.provider.script.obeys = false;
  const { client, id, got } = await asking(stage, [clarify]);
  client.interrupt(id);
  await stage.time.pass();
  client.take();
  await askMore(stage, { questions: [clarify, approval("rm")], got });
  assert.deepEqual(got, ["", "", "deny"]);
  assert.deepEqual(client.types(), []);
  stage.provider.turn.end();
});

Deno.test("a turn that ends without waiting for its answer takes the question with it", async () => {
  await using stage = new Stage();
  const { client, id, got } = await asking(stage, [clarify]);
  client.take();
  stage.provider.turn.end();
  await stage.time.pass();
  assert.deepEqual(got, [""]);
  assert.deepEqual(client.types(), ["clarify.expire", "message.complete", "session.info"]);
  assert.deepEqual(client.result("session.activate", { session_id: id }).pending, []);
  const { ask } = stage.provider.turn.input;
  assert.equal(await ask(clarify), "", "nothing can be asked behind a turn");
  assert.deepEqual(client.types(), []);
});

Deno.test("a session that is closed while it asks lets its agent go, and says so first", async () => {
  await using stage = new Stage();
  const { client, id, asked, got } = await asking(stage, [clarify, approval("rm")]);
  client.take();
  assert.deepEqual(client.result("session.close", { session_id: id }), { closed: true });
  await stage.time.pass();
  assert.deepEqual(got, ["", "deny"]);
  const events = client.events();
  assert.deepEqual(events.slice(0, 2).map(({ type, payload }) => [type, payload.reason]), [
    ["clarify.expire", "closed"],
    ["approval.expire", "closed"],
  ]);
  assert.equal(events[2]?.type, "message.complete");
  assert.equal(client.error("clarify.respond", { request_id: asked[0], answer: "x" }).code, 4009);
  assert.equal(client.error("approval.respond", { session_id: id }).code, 4001);
});

Deno.test("conformance 053: a shutdown releases the questions of every session", async () => {
  await using stage = new Stage();
  const one = await asking(stage, [clarify]);
  const other = await asking(stage, [{ kind: "sudo" }, approval("rm")]);
  const closed = stage.gateway.shutdown();
  await stage.time.pass(200);
  await closed;
  assert.deepEqual([one.got, other.got], [[""], ["", "deny"]]);
  assert.equal(stage.time.timers, 0);
});

Deno.test("conformance 049: a question that is not answered in time is gone, and told so", async () => {
  await using stage = new Stage();
  const { client, id, asked, got } = await asking(stage, [clarify, { kind: "sudo" }]);
  client.take();
  await stage.time.pass(120_000);
  const sudo = single(client.events());
  assert.deepEqual([sudo.type, sudo.payload], ["sudo.expire", {
    request_id: asked[1],
    reason: "timeout",
  }]);
  await stage.time.pass(180_000);
  assert.equal(single(client.events()).payload.request_id, asked[0]);
  assert.deepEqual(got, ["", ""]);
  assert.equal(client.result("session.activate", { session_id: id }).status, "working");
});
