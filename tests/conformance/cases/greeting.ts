/** The first frame, and which events belong to a session: PROTOCOL 1.4, 1.5, 1.8. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType } from "../frames.ts";
import { LIVE_ID } from "../shapes.ts";

const SKIN_KEYS = [
  "name",
  "colors",
  "branding",
  "banner_logo",
  "banner_hero",
  "tool_prefix",
  "help_header",
];

export const greetingCases: readonly Case[] = [
  {
    number: 32,
    name: "the first frame is gateway.ready, with a skin, before anything is asked",
    async run(stage) {
      const peer = await stage.connect();
      const { raw } = await peer.next();
      const { params, ...envelope } = JSON.parse(raw);
      assert.deepEqual(envelope, { jsonrpc: "2.0", method: "event" });
      assert.equal(params.type, "gateway.ready");
      assert.ok(!("session_id" in params), raw);
      assert.deepEqual(Object.keys(params.payload.skin), SKIN_KEYS);
    },
  },
  {
    name: "every event but the greeting has a session_id: a live id, or empty when it is global",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.turn(session_id, "some words to stream");
      await peer.ok("config.set", { key: "skin", value: "default" });
      await peer.event("skin.changed");
      const events = peer.log.filter((frame) => frame.kind === "event");
      assert.ok(events.length > 8);
      for (const { type, session, raw } of events) {
        if (type === "gateway.ready") assert.equal(session, undefined);
        else if (type === "skin.changed") assert.equal(session, "");
        else assert.match(session ?? "", LIVE_ID, raw);
      }
    },
  },
  {
    number: 18,
    on: "websocket",
    name: "of two connections with a session each, each sees only its own events",
    async run(stage) {
      const [one, other] = [await stage.connect(), await stage.connect()];
      const [mine, theirs] = [await one.open(), await other.open()];
      await one.ok("prompt.submit", { session_id: mine.session_id, text: "first words" });
      await other.ok("prompt.submit", { session_id: theirs.session_id, text: "other words" });
      await one.turnEvents(mine.session_id);
      await other.turnEvents(theirs.session_id);
      await one.settle();
      await other.settle();
      const sessionsOf = (peer: typeof one) =>
        new Set(peer.log.flatMap((frame) => frame.kind === "event" ? frame.session ?? [] : []));
      assert.deepEqual([...sessionsOf(one)], [mine.session_id]);
      assert.deepEqual([...sessionsOf(other)], [theirs.session_id]);
    },
  },
  {
    on: "websocket",
    name: "a global event goes to the connection that caused it, and to no other",
    async run(stage) {
      const [one, other] = [await stage.connect(), await stage.connect()];
      await one.ok("config.set", { key: "skin", value: "default" });
      await one.event("skin.changed");
      await other.settle();
      assert.equal(other.log.filter(ofType("skin.changed")).length, 0);
    },
  },
  {
    number: 220,
    name: "the events of each session are numbered from 1",
    async run(stage) {
      const peer = await stage.connect();
      const sessions = [await peer.open(), await peer.open()].map((opened) => opened.session_id);
      for (const session_id of sessions) {
        await peer.ok("prompt.submit", { session_id, text: "count with me" });
      }
      for (const session of sessions) await peer.turnEvents(session);
      for (const session of sessions) {
        const numbers = peer.log.flatMap((frame) =>
          frame.kind === "event" && frame.session === session ? [frame.seq] : []
        );
        assert.ok(numbers.length > 5);
        assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
      }
    },
  },
  {
    number: 221,
    name: "answers and events outside a session have no number",
    async run(stage) {
      const peer = await stage.connect();
      const answer = await peer.call("config.set", { key: "skin", value: "default" });
      const skin = await peer.event("skin.changed");
      const ready = peer.log.find(ofType("gateway.ready"));
      for (const frame of [answer, skin, ready]) assert.ok(!frame?.raw.includes('"seq"'));
    },
  },
  {
    number: 294,
    name: "no event carries `rendered` where nobody asks for a renderer",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.turn(session_id, "**bold** words");
      for (const { raw } of peer.log) assert.ok(!raw.includes('"rendered"'), raw);
    },
  },
];
