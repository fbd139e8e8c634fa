/** Branches, summaries and titles: PROTOCOL 3.1, 5.10, PROTOCOL_MORE B.7. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { answerTo, ofType, outline } from "../frames.ts";
import type { Peer } from "../peer.ts";
import { openHeld } from "./interrupts.ts";

/** A session with two exchanges and its automatic title. */
async function talked(peer: Peer) {
  const opened = await peer.open();
  for (const text of ["what is a tide?", "and an ebb?"]) await peer.turn(opened.session_id, text);
  await peer.settle();
  return opened;
}

export const conversationCases: readonly Case[] = [
  {
    name: "session.branch opens a session with the history so far, and each goes its own way",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id, stored_session_id } = await talked(peer);
      const { count } = await peer.ok("session.history", { session_id });
      const branch = await peer.ok("session.branch", { session_id });
      assert.equal(branch.parent, stored_session_id);
      assert.deepEqual([branch.count, branch.message_count], [count, count]);
      assert.match(branch.title, /\(\d+\)$/);
      await peer.turn(branch.session_id, "elsewhere");
      assert.equal((await peer.ok("session.history", { session_id })).count, count);
      await peer.ok("session.close", { session_id: branch.session_id });
    },
  },
  {
    name: "session.branch of a session without a message is 4008",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const { code, message } = await peer.refused("session.branch", { session_id });
      assert.deepEqual([code, message], [4008, "nothing to branch — send a message first"]);
    },
  },
  {
    number: 80,
    name: "session.compress: the live id stays, and the old stored id leads to the new one",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id, stored_session_id } = await talked(peer);
      const id = await peer.request("session.compress", { session_id, focus_topic: "tides" });
      const frames = await peer.until(answerTo(id));
      assert.deepEqual(outline(frames), [
        "status.update",
        "session.info",
        "status.update",
        "(answer)",
      ]);
      const kinds = frames.filter(ofType("status.update")).map((event) => event.payload);
      assert.deepEqual(kinds.map(({ kind }) => kind), ["compressing", "status"]);
      assert.equal(kinds[1]?.text, "ready");
      const again = await peer.ok("session.resume", { session_id: stored_session_id });
      assert.equal(again.session_id, session_id);
      assert.notEqual(again.resumed, stored_session_id);
      const { sessions } = await peer.ok("session.list");
      const ids = sessions.map((row) => row.id);
      assert.deepEqual(
        [ids.includes(again.resumed), ids.includes(stored_session_id)],
        [true, false],
      );
      await peer.turn(session_id, "go on");
    },
  },
  {
    name: "session.compress with less than 4 messages does nothing, and is no error",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const done = await peer.ok("session.compress", { session_id });
      assert.deepEqual([done.summary.noop, done.removed, done.messages], [true, 0, []]);
    },
  },
  {
    number: 148,
    name: "session.compress of a session that works is 4009 `session busy`",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      const { code, message } = await peer.refused("session.compress", { session_id });
      assert.equal(code, 4009);
      assert.match(message, /session busy/i);
    },
  },
  {
    number: 132,
    name: "a turn that completes gets its conversation a title, one that is interrupted does not",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id, stored_session_id } = await peer.open();
      await peer.turn(session_id, "a title of my own, 132");
      const { payload } = await peer.event("session.title", session_id);
      assert.deepEqual(payload.session_id, stored_session_id);
      assert.match(payload.title, /^a title of my own, 132/);
      const { title } = await peer.ok("session.title", { session_id });
      assert.equal(title, payload.title);

      const held = await stage.connect("held");
      const other = await openHeld(held);
      await held.ok("session.interrupt", { session_id: other });
      await held.event("message.complete", other);
      const frames = await held.settle();
      assert.deepEqual(frames.filter(ofType("session.title")), []);
      assert.equal((await held.ok("session.title", { session_id: other })).title, "");
    },
  },
];
