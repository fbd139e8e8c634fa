import assert from "node:assert/strict";
import type { Session } from "../../src/client/session.ts";
import { numbered, ScriptedNet, settle, snapshot } from "./support/scripted_net.ts";

async function opened(net: ScriptedNet): Promise<Session> {
  const socket = await net.online();
  const opening = net.client.sessions.resume("stored1");
  socket.answer("session.resume", snapshot());
  const session = await opening;
  net.time.tick(0);
  return session;
}

const complete = (seq: number, text = "") =>
  numbered(seq, "message.complete", { text, status: "complete", usage: {} });

Deno.test("Session.prompt() sends what was typed while away, in its order, and again where the answer was lost", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const first = session.prompt("one", { id: "m1" });
  const socket = await net.again();
  const second = session.prompt("two", { id: "m2" });
  assert.equal(session.unsent, 2);
  socket.answer("session.resume", snapshot());
  const sent = socket.calls.filter(({ method }) => method === "prompt.submit");
  assert.deepEqual(sent.map(({ params }) => [params.text, params.client_message_id]), [
    ["one", "m1"],
    ["two", "m2"],
  ]);
  socket.answer("prompt.submit", { status: "streaming" });
  socket.answer("prompt.submit", { status: "queued" });
  assert.deepEqual([await first.accepted, await second.accepted], ["streaming", "queued"]);
  assert.equal(session.unsent, 0);
});

Deno.test("Session.prompt() tells what became of a turn whose answer was lost by a reset", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const turn = session.prompt("one");
  const socket = await net.again();
  socket.answer("session.resume", snapshot());
  socket.answer("prompt.submit", { status: "streaming" });
  const inflight = { user: "one", assistant: "so far", streaming: true };
  socket.answer("session.activate", snapshot({ seq: 3, running: true, inflight }));
  for (const seq of [1, 2, 3]) socket.event(numbered(seq, "message.delta", { text: "known" }));
  socket.event(numbered(4, "message.delta", { text: ", and more" }));
  socket.event(complete(5));
  const types: string[] = [];
  for await (const event of turn) types.push(event.type);
  assert.equal(types[0], "reset");
  assert.deepEqual(types.slice(-2), ["message.delta", "message.complete"]);
});

Deno.test("Session.prompt() ends unseen when its turn was over before this window came back", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const turn = session.prompt("one");
  const socket = await net.again();
  socket.answer("session.resume", snapshot());
  socket.answer("prompt.submit", { status: "streaming" });
  socket.answer("session.activate", snapshot({ seq: 0 }));
  assert.deepEqual(await turn.done, { kind: "unseen" });
});

Deno.test("Session.prompt() gives the events of its own turn when it waits behind another", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const { socket } = net;
  const turn = session.prompt("mine");
  socket.event(numbered(1, "message.start"));
  socket.answer("prompt.submit", { status: "queued" });
  socket.event(numbered(2, "message.delta", { text: "theirs" }));
  socket.event(complete(3, "theirs"));
  socket.event(numbered(4, "session.info", { running: false }));
  socket.event(numbered(5, "message.start"));
  socket.event(numbered(6, "message.delta", { text: "mine" }));
  const inflight = { user: "mine", assistant: "mine", streaming: true };
  socket.answer("session.activate", snapshot({ seq: 6, running: true, inflight }));
  socket.event(complete(7, "mine"));
  const seqs: unknown[] = [];
  for await (const event of turn) seqs.push("seq" in event && event.seq);
  assert.deepEqual(seqs, [5, 6, 7]);
  const end = await turn.done;
  assert.ok(end.kind === "complete" && end.payload.text === "mine");
});

Deno.test("Session.prompt() ends when it was called off behind another turn", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const { socket } = net;
  const turn = session.prompt("mine");
  socket.answer("prompt.submit", { status: "queued" });
  socket.event(complete(1));
  socket.answer("session.activate", snapshot({ seq: 2 }));
  assert.deepEqual(await turn.done, { kind: "unseen" });
});

Deno.test("Session.prompt() ends where the agent could not be had", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const turn = session.prompt("mine");
  net.socket.answer("prompt.submit", { status: "streaming" });
  net.socket.event(numbered(1, "error", { message: "no key" }));
  assert.deepEqual(await turn.done, { kind: "failed", message: "no key" });
});

Deno.test("Session.prompt() is withdrawn by its signal before it leaves, and interrupted after", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  net.socket.drop();
  await settle();
  const early = new AbortController();
  const unsent = session.prompt("never", { signal: early.signal });
  early.abort(new Error("changed my mind"));
  await assert.rejects(unsent.done, /changed my mind/);
  net.time.tick(2_000);
  const socket = await net.online();
  socket.answer("session.resume", snapshot());
  assert.deepEqual(socket.waiting, []);
  const late = new AbortController();
  const turn = session.prompt("a lot", { signal: late.signal });
  socket.answer("prompt.submit", { status: "streaming" });
  late.abort(new Error("enough"));
  await assert.rejects(turn.done, /enough/);
  socket.answer("session.interrupt", { status: "interrupted" });
});

Deno.test("Session.prompt() reports a failure nobody waits for, and only such a one", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  session.prompt("one");
  net.socket.fail("prompt.submit", 4004, "text is required");
  await settle();
  assert.deepEqual(net.errors.splice(0).map(String), ["RpcError: text is required"]);
  const heeded = session.prompt("two");
  const read = assert.rejects(async () => {
    for await (const _event of heeded);
  }, /text is required/);
  net.socket.fail("prompt.submit", 4004, "text is required");
  await read;
});

Deno.test("Session.prompt() resumes a session that has ended, and is sent then", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const turn = session.prompt("hello");
  const { socket } = net;
  socket.fail("prompt.submit", 4001, "session not found");
  socket.answer("session.resume", snapshot());
  socket.answer("prompt.submit", { status: "streaming" });
  assert.equal(await turn.accepted, "streaming");
});

Deno.test("Session.request() resumes a session that has ended, once, and is sent then", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const { socket } = net;
  const history = session.history();
  socket.fail("session.history", 4001, "session not found");
  socket.answer("session.resume", snapshot());
  socket.fail("session.history", 4001, "session not found");
  await assert.rejects(history, /session not found/);
});

Deno.test("Session.answer() tells whether the answer counted, and is not lost with a connection", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const asks = numbered(1, "clarify.request", {
    question: "why?",
    choices: null,
    request_id: "q1",
  });
  net.socket.event(asks);
  assert.deepEqual(session.questions, [asks]);
  const [question] = session.questions;
  assert.ok(question?.type === "clarify.request");
  const answered = session.answer(question, "because");
  const socket = await net.again();
  socket.answer("session.resume", snapshot({ seq: 1, pending: [asks] }));
  const params = socket.answer("clarify.respond", { status: "ok" });
  assert.deepEqual([params.request_id, params.answer], ["q1", "because"]);
  assert.equal(await answered, "taken");
  assert.deepEqual(session.questions, []);
  const late = session.answer(question, "again");
  socket.fail("clarify.respond", 4009, "no pending answer request");
  assert.equal(await late, "gone");
});

Deno.test("Session.questions are those that are open: expiry, the end of a turn and a snapshot close them", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const { socket } = net;
  const ask = (seq: number, request_id: string) => numbered(seq, "sudo.request", { request_id });
  const open = () => session.questions.map(({ payload }) => payload.request_id);
  socket.event(ask(1, "a"));
  socket.event(ask(2, "b"));
  socket.event(numbered(3, "sudo.expire", { request_id: "a", reason: "answered" }));
  assert.deepEqual(open(), ["b"]);
  socket.event(complete(4));
  assert.deepEqual(open(), []);
  socket.event({ type: "session.gap", session_id: "live1", payload: { from: 5, to: 9 } });
  socket.answer("session.activate", snapshot({ seq: 9, running: true, pending: [ask(7, "c")] }));
  assert.deepEqual(open(), ["c"]);
});

Deno.test("Sessions.resume() gives the same handle for the same session", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const again = net.client.sessions.resume("A title");
  net.socket.answer("session.resume", snapshot({ seq: 2 }));
  assert.equal(await again, session);
  const known = { truncated: false, epoch: "e1", latest: 2 };
  const events = [numbered(1, "message.start"), complete(2)];
  net.socket.answer("session.events.since", { ...known, events });
  assert.equal(session.state, "live");
});

Deno.test("Client.request() waits for a connection as long as its signal and its time allow", async () => {
  await using net = new ScriptedNet({ timeoutMs: 1_000, connectTimeoutMs: 60_000, queueLimit: 2 });
  const { client } = net;
  const gone = new AbortController();
  const aborted = client.request("session.list", {}, { signal: gone.signal });
  const late = client.request("session.most_recent");
  await assert.rejects(client.request("setup.status"), /2 wait for a connection already/);
  gone.abort(new Error("never mind"));
  await assert.rejects(aborted, /never mind/);
  net.time.tick(1_000);
  await assert.rejects(late, /there was no connection for 1 s/);
  const socket = await net.online();
  const answered = client.call("my.method", { a: 1 });
  assert.deepEqual(socket.answer("my.method", { b: 2 }), { a: 1 });
  assert.deepEqual(await answered, { b: 2 });
  const unanswered = client.request("session.list");
  net.time.tick(1_000);
  await assert.rejects(unanswered, /there was none in 1 s/);
});
