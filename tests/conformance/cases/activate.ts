/** A window that comes to a session that lives: PROTOCOL 3.1.3, 5.6. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType, streamedText } from "../frames.ts";
import { openHeld } from "./interrupts.ts";

export const activateCases: readonly Case[] = [
  {
    number: 92,
    name: "a session that is activated leaves the others, and who watches them, as they are",
    async run(stage) {
      const peer = await stage.connect();
      const one = await peer.open();
      const other = await peer.open();
      await peer.ok("session.title", { session_id: other.session_id, title: "the other one, 092" });
      const before = await peer.ok("session.history", { session_id: other.session_id });
      const late = stage.transport === "stdio" ? peer : await stage.connect();
      await late.ok("session.activate", { session_id: one.session_id });
      assert.deepEqual(await peer.ok("session.history", { session_id: other.session_id }), before);
      const title = await peer.ok("session.title", { session_id: other.session_id });
      assert.equal(title.title, "the other one, 092");
      const events = await peer.turn(other.session_id, "still here");
      assert.equal(events.find(ofType("message.complete"))?.payload.text, "still here");
      if (late === peer) return;
      await late.settle();
      const told = late.log.flatMap((frame) => frame.kind === "event" ? frame.session ?? [] : []);
      assert.deepEqual(told.filter((id) => id === other.session_id), []);
    },
  },
  {
    number: 93,
    on: "websocket",
    name:
      "session.activate shows the turn that runs, and the events behind it follow without a hole",
    async run(stage) {
      const [one, late] = [await stage.connect("held"), await stage.connect("held")];
      const session_id = await openHeld(one);
      const live = await late.ok("session.activate", { session_id });
      assert.deepEqual([live.running, live.session_id], [true, session_id]);
      const { user, assistant, streaming } = live.inflight ?? assert.fail("a turn runs");
      assert.deepEqual([user, streaming], ["first second third", true]);
      assert.notEqual(assistant, "");
      await one.ok("session.interrupt", { session_id });
      const { payload } = await late.event("message.complete", session_id);
      assert.equal(assistant + streamedText(late.log), payload.text);
      assert.equal(payload.status, "interrupted");
    },
  },
  {
    number: 94,
    name: "session.activate after the turn has the answer among the messages, and no inflight",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const events = await peer.turn(session_id, "hello there");
      assert.ok(events.some(ofType("message.complete")));
      const live = await peer.ok("session.activate", { session_id });
      assert.equal(live.inflight ?? null, null);
      const last = live.messages.at(-1);
      assert.deepEqual(last, { ...last, role: "assistant", text: "hello there" });
    },
  },
  {
    name: "session.activate of a session that does not live is 4001",
    async run(stage) {
      const peer = await stage.connect();
      const { code, message } = await peer.refused("session.activate", { session_id: "nothing0" });
      assert.deepEqual([code, message], [4001, "session not found"]);
    },
  },
];
