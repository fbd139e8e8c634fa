/** A turn from its prompt to its last event: PROTOCOL 6.1 to 6.3. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType, outline, streamedText, turnOutline } from "../frames.ts";
import type { Peer } from "../peer.ts";
import { openHeld } from "./interrupts.ts";

/** A session with two exchanges behind it. */
async function openTalk(peer: Peer): Promise<string> {
  const { session_id } = await peer.open({
    messages: [
      { role: "user", text: "q0" },
      { role: "assistant", text: "a0" },
      { role: "user", text: "q1" },
      { role: "assistant", text: "a1" },
    ],
  });
  return session_id;
}

/** What the user said, according to the history. */
async function asked(peer: Peer, session_id: string): Promise<string[]> {
  const { messages } = await peer.ok("session.history", { session_id });
  return messages.flatMap((row) => row.role === "user" ? [String(row.text)] : []);
}

export const turnCases: readonly Case[] = [
  {
    number: 124,
    name: "a prompt is answered `streaming`; a turn from message.start to session.info follows",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const events = await peer.turn(session_id, "hello there, general");
      assert.deepEqual(turnOutline(events), [
        "message.start",
        "reasoning.delta",
        "tool.start",
        "tool.complete",
        "message.delta",
        "reasoning.available",
        "message.complete",
        "session.info",
      ]);
    },
  },
  {
    name: "the first turn comes behind the session.info of the agent that was built for it",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.turn(session_id, "hello");
      const types = outline(peer.log.filter((frame) => frame.kind === "event"));
      assert.deepEqual(types.slice(0, 3), ["gateway.ready", "session.info", "message.start"]);
    },
  },
  {
    number: 230,
    name:
      "all events of a turn carry one turn_id, also when they are replayed; outside there is none",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const turns = [await peer.turn(session_id, "one"), await peer.turn(session_id, "two")];
      const ids = turns.map((events) => new Set(events.map(({ turn }) => turn)));
      assert.deepEqual(ids.map(({ size }) => size), [1, 1], "one a turn");
      const [first, second] = ids.map((all) => [...all][0]);
      assert.ok(first !== undefined && second !== undefined && first !== second);
      await peer.ok("session.title", { session_id, title: `Tides ${session_id}` });
      const last = await peer.event("session.info", session_id);
      assert.equal(last.turn, undefined);
      const again = await peer.call("session.events.since", { session_id, last_seen: 0 });
      const { events } = again.result as { events: { turn_id?: string; seq: number }[] };
      const replayed = events.filter((each) => each.turn_id === second).map(({ seq }) => seq);
      assert.deepEqual(replayed, turns[1]?.map(({ seq }) => seq));
    },
  },
  {
    name: "the text of the deltas, joined, is the answer",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const text = "  Zwölf Boxkämpfer — 日本語のテキスト 👩‍👩‍👧‍👦 é é \n\n\ttabs  and blanks ".repeat(
        20,
      );
      const events = await peer.turn(session_id, text);
      const complete = events.find(ofType("message.complete"))?.payload;
      assert.equal(complete?.status, "complete");
      assert.equal(streamedText(events), text);
      assert.equal(complete?.text, text);
      const reasoning = events.filter(ofType("reasoning.delta")).map(({ payload }) => payload.text);
      assert.equal(complete?.reasoning, reasoning.join(""));
      assert.equal(events.find(ofType("reasoning.available"))?.payload.text, reasoning.join(""));
    },
  },
  {
    name: "tool.start and tool.complete are a pair by tool_id, and no two pairs share one",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const ids = new Set<string>();
      for (const text of ["first", "second"]) {
        const events = await peer.turn(session_id, text);
        const [start] = events.filter(ofType("tool.start"));
        const [complete] = events.filter(ofType("tool.complete"));
        assert.ok(start && complete);
        assert.equal(start.payload.tool_id, complete.payload.tool_id);
        assert.equal(start.payload.name, complete.payload.name);
        assert.ok(start.payload.context.includes(text));
        ids.add(start.payload.tool_id);
      }
      assert.equal(ids.size, 2);
    },
  },
  {
    name: "session.info says running in a turn and not any more at its end",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      // A setting of the session is told by one, whenever it is made.
      await peer.ok("config.set", { session_id, key: "yolo", value: "on" });
      await peer.until((frame) => ofType("session.info")(frame) && frame.payload.running === true);
      await peer.ok("session.interrupt", { session_id });
      const events = await peer.settle();
      assert.equal(events.findLast(ofType("session.info"))?.payload.running, false);
    },
  },
  {
    number: 249,
    name: "nothing follows a turn when nothing is queued",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.turn(session_id, "hello");
      assert.deepEqual((await peer.settle()).filter(ofType("message.start")), []);
      const { sessions } = await peer.ok("session.active_list");
      assert.equal(sessions.find((session) => session.id === session_id)?.status, "idle");
    },
  },
  {
    name: "turns of one session follow each other, with all that was said before",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      for (const text of ["one", "two", "three"]) await peer.turn(session_id, text);
      assert.deepEqual(await asked(peer, session_id), ["one", "two", "three"]);
    },
  },
  {
    number: 128,
    name: "truncating before a message that is not there is 4018, before no number is 4004",
    async run(stage) {
      const peer = await stage.connect();
      const session_id = await openTalk(peer);
      for (const truncate_before_user_ordinal of [2, 99, -3]) {
        const params = { session_id, text: "x", truncate_before_user_ordinal };
        assert.equal((await peer.refused("prompt.submit", params)).code, 4018);
      }
      for (const truncate_before_user_ordinal of ["x", "", {}, []]) {
        const params = { session_id, text: "x", truncate_before_user_ordinal };
        assert.equal((await peer.refused("prompt.submit", params)).code, 4004);
      }
      assert.deepEqual(await asked(peer, session_id), ["q0", "q1"]);
      assert.deepEqual((await peer.settle()).filter(ofType("message.start")), []);
    },
  },
  {
    name: "truncating cuts from the n-th user message on, n counted from 0 or from the end",
    async run(stage) {
      const peer = await stage.connect();
      const kept: [ordinal: unknown, left: string[]][] = [
        [0, ["new"]],
        [1, ["q0", "new"]],
        [-1, ["q0", "new"]],
        [-2, ["new"]],
        ["1", ["q0", "new"]],
        [1.9, ["q0", "new"]],
        [true, ["q0", "new"]],
        [null, ["q0", "q1", "new"]],
      ];
      for (const [truncate_before_user_ordinal, left] of kept) {
        const session_id = await openTalk(peer);
        await peer.turn(session_id, "new", { truncate_before_user_ordinal });
        assert.deepEqual(await asked(peer, session_id), left);
      }
    },
  },
];
