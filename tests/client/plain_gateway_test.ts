/** A tui_gateway that has none of the extensions: no numbers, no replay, no ids of messages. */
import assert from "node:assert/strict";
import { ConnectionError } from "../../src/client/errors.ts";
import type { Session } from "../../src/client/session.ts";
import { ScriptedNet, settle, snapshot } from "./support/scripted_net.ts";

const GREETING = { skin: {} };
const plain = (more = {}) => {
  const { seq: _seq, epoch: _epoch, pending: _pending, ...rest } = snapshot(more);
  return rest;
};
const say = (type: string, payload?: unknown, session_id = "live1") => ({
  ...{ type, session_id },
  ...payload === undefined ? {} : { payload },
});

async function opened(net: ScriptedNet): Promise<Session> {
  const socket = await net.online(GREETING);
  const opening = net.client.sessions.create();
  socket.answer("session.create", { session_id: "live1", stored_session_id: "stored1" });
  const session = await opening;
  net.time.tick(0);
  return session;
}

Deno.test("connect() has a chat with a plain gateway, whichever comes first, answer or events", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const { socket } = net;
  for (const early of [true, false]) {
    const turn = session.prompt("hello");
    const types: string[] = [];
    const reading = (async () => {
      for await (const { type } of turn) types.push(type);
    })();
    // The end of what went before, told late.
    socket.event(say("session.info", { running: false }));
    if (early) socket.event(say("message.start"));
    socket.answer("prompt.submit", { status: "streaming" });
    if (!early) socket.event(say("session.info", { running: false }));
    if (!early) socket.event(say("message.start"));
    socket.event(say("message.delta", { text: "hi" }));
    socket.event(say("message.complete", { text: "hi", status: "complete", usage: {} }));
    await reading;
    assert.deepEqual(types.filter((type) => type !== "session.info"), [
      ...["message.start", "message.delta", "message.complete"],
    ]);
  }
  const { numbers, replay, repeats, questions } = net.client.capabilities;
  assert.deepEqual([numbers, replay, repeats, questions], [false, false, false, false]);
});

Deno.test("connect() resumes whole what a plain gateway cannot replay, under another live id", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const shown: unknown[] = [];
  session.on("reset", ({ reason, snapshot: { messages } }) => shown.push(reason, messages));
  session.on("message.delta", ({ text }) => shown.push(text));
  const socket = await net.again(GREETING);
  const messages = [{ role: "user", text: "hello" }];
  assert.equal(socket.calls[0].params.session_id, "stored1");
  socket.answer("session.resume", plain({ session_id: "live2", messages }));
  socket.event(say("message.delta", { text: "hi" }, "live2"));
  assert.deepEqual(shown, ["unnumbered", messages, "hi"]);
  assert.equal(session.id, "live2");
  assert.equal(net.client.sessions.get("live2"), session);
  assert.equal(net.client.sessions.get("live1"), undefined);
  assert.deepEqual(socket.waiting, [], "what it does not have is not asked for");
});

Deno.test("Session.prompt() is not sent twice to a plain gateway: whoever typed it is told", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const turn = session.prompt("delete the file");
  const done = assert.rejects(turn.done, (error) => {
    assert.ok(error instanceof ConnectionError);
    assert.equal(error.sent, true);
    return error.reason === "lost";
  });
  const socket = await net.again(GREETING);
  const later = session.prompt("typed while away");
  socket.answer("session.resume", plain());
  await done;
  assert.deepEqual(socket.waiting, ["prompt.submit"]);
  assert.equal(socket.answer("prompt.submit", { status: "streaming" }).text, "typed while away");
  assert.equal(await later.accepted, "streaming");
});

Deno.test("Session.prompt() tells turns that waited behind each other apart", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const { socket } = net;
  const running = (user: string) =>
    plain({ running: true, inflight: { user, assistant: "", streaming: true } });
  const complete = (text: string) =>
    say("message.complete", { text, status: "complete", usage: {} });
  const one = session.prompt("one");
  socket.answer("prompt.submit", { status: "queued" });
  socket.event(complete("before"));
  const two = session.prompt("two");
  socket.answer("prompt.submit", { status: "queued" });
  socket.event(say("message.start"));
  socket.event(complete("for one"));
  socket.event(say("message.start"));
  // From before the turn of the first had ended: it says nothing of the second.
  socket.answer("session.activate", running("one"));
  socket.answer("session.activate", running("two"));
  socket.event(complete("for two"));
  const ends = [await one.done, await two.done];
  assert.deepEqual(ends.map((end) => end.kind === "complete" && end.payload.text), [
    ...["for one", "for two"],
  ]);
});

Deno.test("Session.answer() names no question that has no name", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  net.socket.event(say("approval.request", { command: "rm", description: "" }));
  const [question] = session.questions;
  assert.ok(question?.type === "approval.request");
  const answered = session.answer(question, "deny");
  const { client_message_id: _id, ...params } = net.socket.answer("approval.respond", {
    resolved: 1,
  });
  assert.deepEqual(params, { choice: "deny", session_id: "live1" });
  assert.equal(await answered, "taken");
  assert.deepEqual(session.questions, []);
});

Deno.test("Session.detach() ends also where a gateway does not know the word", async () => {
  await using net = new ScriptedNet();
  const session = await opened(net);
  const left = session.detach();
  net.socket.fail("session.detach", -32601, "unknown method: session.detach");
  await left;
  assert.deepEqual(net.client.sessions.watched, []);
  await assert.rejects(session.prompt("hello").done, /it was closed here/);
  await assert.rejects(session.history(), /it was closed here/);
  await settle();
});
