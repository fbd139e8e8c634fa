/** What an agent asks in the middle of a turn: PROTOCOL 6.8. The echo agent asks on command. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType } from "../frames.ts";
import type { Peer } from "../peer.ts";
import type { EventType } from "../shapes.ts";

/** A session whose turn waits for an answer to what `text` makes the agent ask. */
async function openAsking(
  peer: Peer,
  { text, count = 1, type }: { text: string; count?: number; type: EventType },
): Promise<{ session_id: string; asked: string[] }> {
  const { session_id } = await peer.open();
  await peer.ok("prompt.submit", { session_id, text });
  const asked: string[] = [];
  while (asked.length < count) {
    const { payload } = await peer.event(type, session_id);
    asked.push((payload as { request_id: string }).request_id);
  }
  return { session_id, asked };
}

/** The answer of the turn that runs, which echoes what was answered. */
async function echo(peer: Peer, session_id: string): Promise<string> {
  const { payload } = await peer.event("message.complete", session_id);
  assert.equal(payload.status, "complete");
  return payload.text;
}

/** Whether the next turn asks for an approval before it ends. */
async function asksAgain(peer: Peer, session_id: string, text: string): Promise<boolean> {
  await peer.ok("prompt.submit", { session_id, text });
  const isEnd = ofType("message.complete");
  const isAsked = ofType("approval.request");
  const last = (await peer.until((frame) => isEnd(frame) || isAsked(frame))).at(-1);
  return last !== undefined && isAsked(last);
}

export const questionCases: readonly Case[] = [
  {
    number: 45,
    name: "clarify.respond gives the agent its answer, and is answered {status ok}",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.ok("prompt.submit", { session_id, text: "/ask Which one? | red | green" });
      const { payload } = await peer.event("clarify.request", session_id);
      const { request_id } = payload;
      assert.deepEqual([payload.question, payload.choices], ["Which one?", ["red", "green"]]);
      const params = { request_id, answer: "blue", session_id };
      assert.deepEqual(await peer.ok("clarify.respond", params), { status: "ok" });
      assert.equal(await echo(peer, session_id), "blue");
      assert.equal((await peer.refused("clarify.respond", params)).code, 4009);
    },
  },
  {
    number: 54,
    name: "answers need no session_id, whatever connection they come from",
    async run(stage) {
      const peer = await stage.connect();
      const sudo = await openAsking(peer, { text: "/sudo", type: "sudo.request" });
      const secret = await openAsking(peer, { text: "/secret KEY", type: "secret.request" });
      const pane = await openAsking(peer, { text: "/terminal", type: "terminal.read.request" });
      const other = stage.transport === "stdio" ? peer : await stage.connect();
      await other.ok("sudo.respond", { request_id: sudo.asked[0], password: "hunter2" });
      await other.ok("secret.respond", { request_id: secret.asked[0], value: "s3cret" });
      await other.ok("terminal.read.respond", { request_id: pane.asked[0], text: "$ ls" });
      assert.equal(await echo(peer, sudo.session_id), "a password of 7 characters");
      assert.equal(await echo(peer, secret.session_id), "a value of 6 characters");
      assert.equal(await echo(peer, pane.session_id), "$ ls");
      const raw = [...peer.log, ...other.log].map((frame) => frame.raw).join();
      for (const given of ["hunter2", "s3cret"]) assert.ok(!raw.includes(given), given);
    },
  },
  {
    number: 56,
    name: "approval.respond settles the older of two approvals, and one only",
    async run(stage) {
      const peer = await stage.connect();
      const asking = { text: "/approve first | second", count: 2 };
      const { session_id } = await openAsking(peer, { ...asking, type: "approval.request" });
      const once = { session_id, choice: "once" };
      assert.deepEqual(await peer.ok("approval.respond", once), { resolved: 1 });
      assert.deepEqual(await peer.ok("approval.respond", { session_id }), { resolved: 1 });
      assert.deepEqual(await peer.ok("approval.respond", once), { resolved: 0 });
      assert.equal(await echo(peer, session_id), "once deny");
    },
  },
  {
    number: 57,
    name: "approval.respond with all settles every approval of the session",
    async run(stage) {
      const peer = await stage.connect();
      const asking = { text: "/approve first | second", count: 2 };
      const { session_id } = await openAsking(peer, { ...asking, type: "approval.request" });
      const params = { session_id, choice: "once", all: true };
      assert.deepEqual(await peer.ok("approval.respond", params), { resolved: 2 });
      assert.equal(await echo(peer, session_id), "once once");
    },
  },
  {
    number: 310,
    name: "superseded: a choice that is none approves nothing, and the question stays open",
    async run(stage) {
      const peer = await stage.connect();
      const text = "/approve rm -r build";
      const { session_id } = await openAsking(peer, { text, type: "approval.request" });
      const params = { session_id, choice: "yes" };
      assert.equal((await peer.refused("approval.respond", params)).code, -32602);
      const { sessions } = await peer.ok("session.active_list");
      assert.equal(sessions.find(({ id }) => id === session_id)?.status, "waiting");
      await peer.ok("approval.respond", { session_id, choice: "once" });
      assert.equal(await echo(peer, session_id), "once");
      assert.ok(await asksAgain(peer, session_id, text), "nothing was remembered");
      await peer.ok("session.interrupt", { session_id });
    },
  },
  {
    number: 312,
    name: "what was allowed for the session is not asked again there, and asked again elsewhere",
    async run(stage) {
      const peer = await stage.connect();
      const text = "/approve rm -r build";
      const { session_id } = await openAsking(peer, { text, type: "approval.request" });
      await peer.ok("approval.respond", { session_id, choice: "session" });
      assert.equal(await echo(peer, session_id), "session");
      assert.equal(await asksAgain(peer, session_id, "/approve rm -r dist"), false);
      const other = await peer.open();
      assert.equal(await asksAgain(peer, other.session_id, text), true);
      await peer.ok("session.interrupt", { session_id: other.session_id });
    },
  },
  {
    number: 52,
    name: "an interrupt releases all questions of its session, and none of another",
    async run(stage) {
      const peer = await stage.connect();
      const asking = { text: "/approve first | second", count: 2 };
      const { session_id, asked } = await openAsking(peer, { ...asking, type: "approval.request" });
      const other = await openAsking(peer, { text: "/ask Which one?", type: "clarify.request" });
      await peer.ok("session.interrupt", { session_id });
      for (const request_id of asked) {
        const { payload } = await peer.event("approval.expire", session_id);
        assert.deepEqual(payload, { request_id, reason: "interrupted" });
      }
      await peer.event("message.complete", session_id);
      const params = { request_id: other.asked[0], answer: "this one" };
      assert.deepEqual(await peer.ok("clarify.respond", params), { status: "ok" });
      assert.equal(await echo(peer, other.session_id), "this one");
    },
  },
  {
    name: "an interrupt releases the question, and says so before the turn ends",
    async run(stage) {
      const peer = await stage.connect();
      const asking = { text: "/ask Which one?", type: "clarify.request" } as const;
      const { session_id, asked } = await openAsking(peer, asking);
      await peer.ok("session.interrupt", { session_id });
      const { payload } = await peer.event("clarify.expire", session_id);
      assert.deepEqual(payload, { request_id: asked[0], reason: "interrupted" });
      const end = await peer.event("message.complete", session_id);
      assert.equal(end.payload.status, "interrupted");
    },
  },
  {
    on: "websocket",
    name: "a window that went away in the middle of a question is asked it again",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.ok("session.create");
      await peer.ok("prompt.submit", { session_id, text: "/ask Which one?" });
      const first = await peer.event("clarify.request", session_id);
      await peer.hangUp();
      const back = await stage.connect();
      const { pending, status } = await back.ok("session.resume", { session_id });
      assert.equal(status, "waiting");
      assert.deepEqual(pending.map(({ type, seq }) => [type, seq]), [[first.type, first.seq]]);
      const again = await back.event("clarify.request", session_id);
      assert.equal(again.raw, first.raw);
      const { request_id } = again.payload;
      await back.ok("clarify.respond", { request_id, answer: "this one" });
      assert.equal(await echo(back, session_id), "this one");
      await back.ok("session.close", { session_id });
    },
  },
];
