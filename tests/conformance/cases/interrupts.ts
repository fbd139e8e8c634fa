/** Stopping and steering a turn that runs: PROTOCOL 6.5, 6.6. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType, streamedText, turnOutline } from "../frames.ts";
import type { Peer } from "../peer.ts";

const TEXT = "first second third";

/** A session in the middle of a turn: its first word is said, the second never comes. */
export async function openHeld(peer: Peer, text = TEXT): Promise<string> {
  const { session_id } = await peer.open();
  await peer.ok("prompt.submit", { session_id, text });
  await peer.until((frame) => ofType("message.delta")(frame) && frame.session === session_id);
  return session_id;
}

/** Sets what a prompt does to a turn that runs, for as long as `act` takes: all sessions share it. */
export async function withBusyMode(
  peer: Peer,
  { mode, act }: { mode: string; act: () => Promise<void> },
): Promise<void> {
  const before = await peer.ok("config.set", { key: "busy", value: "status" });
  await peer.ok("config.set", { key: "busy", value: mode });
  try {
    await act();
  } finally {
    await peer.ok("config.set", { key: "busy", value: before.value });
  }
}

export const interruptCases: readonly Case[] = [
  {
    name: "an interrupt ends the turn with what was said so far, and tells that nothing runs",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      const answer = await peer.ok("session.interrupt", { session_id });
      assert.deepEqual(answer, { status: "interrupted" });
      const frames = await peer.until(ofType("session.info"));
      const events = frames.filter((frame) => frame.kind === "event");
      assert.deepEqual(turnOutline(events), [
        "reasoning.available",
        "message.complete",
        "session.info",
      ]);
      const { payload } = events.find(ofType("message.complete")) ?? assert.fail();
      assert.equal(payload.status, "interrupted");
      assert.equal(payload.text.trim(), "first");
      assert.equal(payload.text, streamedText(peer.log));
      assert.equal(events.find(ofType("session.info"))?.payload.running, false);
    },
  },
  {
    name: "a session that was interrupted takes the next prompt, and remembers the partial answer",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      await peer.ok("session.interrupt", { session_id });
      await peer.event("message.complete", session_id);
      const events = await peer.turn(session_id, "word");
      assert.equal(events.find(ofType("message.complete"))?.payload.status, "complete");
      const { messages } = await peer.ok("session.history", { session_id });
      const said = messages.flatMap((row) =>
        "text" in row && row.text ? [String(row.text).trim()] : []
      );
      assert.deepEqual(said, [TEXT, "first", "word", "word"]);
    },
  },
  {
    name: "an interrupt of an idle session answers the same and does nothing",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.event("session.info", session_id);
      await peer.settle();
      const answer = await peer.ok("session.interrupt", { session_id });
      assert.deepEqual(answer, { status: "interrupted" });
      assert.deepEqual(await peer.settle(), []);
      const events = await peer.turn(session_id, "unharmed");
      assert.equal(events.find(ofType("message.complete"))?.payload.status, "complete");
    },
  },
  {
    number: 134,
    name: "an interrupt drops the queued prompt",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      await withBusyMode(peer, {
        mode: "queue",
        act: async () => {
          const params = { session_id, text: "never asked" };
          assert.deepEqual(await peer.ok("prompt.submit", params), { status: "queued" });
        },
      });
      await peer.ok("session.interrupt", { session_id });
      await peer.event("message.complete", session_id);
      await peer.settle();
      assert.equal(peer.log.filter(ofType("message.start")).length, 1);
      const { sessions } = await peer.ok("session.active_list");
      assert.equal(sessions.find((session) => session.id === session_id)?.status, "idle");
    },
  },
  {
    name: "an interrupt leaves the turns of other sessions alone",
    async run(stage) {
      const peer = await stage.connect("held");
      const [one, other] = [await openHeld(peer), await openHeld(peer)];
      await peer.ok("session.interrupt", { session_id: one });
      await peer.event("message.complete", one);
      const { sessions } = await peer.ok("session.active_list");
      assert.equal(sessions.find((session) => session.id === other)?.status, "working");
    },
  },
  {
    name: "closing a session in the middle of its turn ends it, and nothing more is said",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      assert.deepEqual(await peer.ok("session.close", { session_id }), { closed: true });
      const after = peer.log.length;
      await peer.settle();
      const late = peer.log.slice(after).filter((frame) => frame.kind === "event");
      assert.deepEqual(late.map((event) => event.type), []);
    },
  },
  {
    number: 153,
    name: "session.steer in a turn is queued, and the turn goes on",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      const answer = await peer.ok("session.steer", { session_id, text: "  mind the gap \n" });
      assert.deepEqual(answer, { status: "queued", text: "mind the gap" });
      assert.deepEqual((await peer.settle()).filter(ofType("message.complete")), []);
      const { sessions } = await peer.ok("session.active_list");
      assert.equal(sessions.find((session) => session.id === session_id)?.status, "working");
    },
  },
  {
    name: "a hint that is taken shows in the answer of the turn",
    async run(stage) {
      const server = await stage.launch({ args: ["--pace", "100"] });
      const peer = await server.connect();
      const { session_id } = await peer.open();
      await peer.ok("prompt.submit", { session_id, text: "1 2 3 4 5 6 7 8 9 10" });
      await peer.event("message.delta", session_id);
      await peer.ok("session.steer", { session_id, text: "and eleven" });
      const { payload } = await peer.event("message.complete", session_id);
      assert.equal(payload.status, "complete");
      assert.match(payload.text, /^1 2 3 4 5 6 7 8 9 10.*and eleven/s);
    },
  },
  {
    name: "session.steer without a turn is rejected",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.turn(session_id, "over");
      const answer = await peer.ok("session.steer", { session_id, text: "too late" });
      assert.deepEqual(answer, { status: "rejected", text: "too late" });
    },
  },
  {
    number: 154,
    name: "session.steer with a blank text is 4002, with an agent that cannot be steered 4010",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      for (const params of [{ text: "" }, { text: " \n" }, {}]) {
        assert.equal((await peer.refused("session.steer", { session_id, ...params })).code, 4002);
      }
      const args = ["--agent", "openai", "--base-url", "http://127.0.0.1:9/v1", "--model", "m"];
      const deaf = await (await stage.launch({ args })).connect();
      const opened = await deaf.open();
      await deaf.event("session.info", opened.session_id);
      const params = { session_id: opened.session_id, text: "hint" };
      assert.equal((await deaf.refused("session.steer", params)).code, 4010);
    },
  },
];
