/** Opening, listing and closing sessions: PROTOCOL 3.1, 3.1.1, 5.4, 5.8. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType } from "../frames.ts";
import { LIVE_ID, STORED_ID } from "../shapes.ts";

/** PROTOCOL 4.1: what a session.info holds; values may be empty where they are unknown. */
const INFO_KEYS = [
  "model",
  "provider",
  "reasoning_effort",
  "service_tier",
  "fast",
  "yolo",
  "tools",
  "skills",
  "cwd",
  "branch",
  "personality",
  "running",
  "title",
  "desktop_contract",
  "version",
  "release_date",
  "update_behind",
  "update_command",
  "usage",
  "profile_name",
  "mcp_servers",
  "system_prompt",
];
/** What needs a live session, with params that are otherwise good. */
const NEED_SESSION: readonly [method: string, params?: object][] = [
  ["session.title"],
  ["session.title", { title: "x" }],
  ["session.usage"],
  ["session.status"],
  ["session.history"],
  ["session.undo"],
  ["session.interrupt"],
  ["session.steer", { text: "x" }],
  ["terminal.resize", { cols: 80 }],
  ["prompt.submit", { text: "x" }],
  ["approval.respond", { choice: "deny" }],
];

export const sessionCases: readonly Case[] = [
  {
    name: "session.create answers a live id of 8 hex digits and a stored id, and no history",
    async run(stage) {
      const peer = await stage.connect();
      const [one, other] = [await peer.open({ cols: 96 }), await peer.open()];
      assert.match(one.session_id, LIVE_ID);
      assert.match(one.stored_session_id, STORED_ID);
      assert.deepEqual([one.message_count, one.messages], [0, []]);
      assert.notEqual(one.session_id, other.session_id);
      assert.notEqual(one.stored_session_id, other.stored_session_id);
    },
  },
  {
    number: 61,
    name: "session.create answers before there is an agent: lazy, with an integer desktop_contract",
    async run(stage) {
      const peer = await stage.connect();
      const { info, session_id } = await peer.open();
      assert.equal(info.lazy, true);
      assert.ok(Number.isInteger(info.desktop_contract) && info.desktop_contract >= 2);
      assert.notEqual(info.model, "");
      assert.deepEqual([typeof info.tools, typeof info.skills], ["object", "object"]);
      const { payload } = await peer.event("session.info", session_id);
      assert.ok(!("lazy" in payload), "the agent has been built");
    },
  },
  {
    name: "session.info holds everything the protocol lists",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const { payload } = await peer.event("session.info", session_id);
      assert.deepEqual(
        INFO_KEYS.filter((key) => !(key in payload)),
        [],
        "members that are missing",
      );
    },
  },
  {
    number: 60,
    name: "a session is listed once it was prompted or titled, not before",
    async run(stage) {
      const peer = await stage.connect();
      const [plain, prompted, titled] = [await peer.open(), await peer.open(), await peer.open()];
      const listed = async () =>
        (await peer.ok("session.list")).sessions.map((session) => session.id);
      const before = await listed();
      for (const { stored_session_id } of [plain, prompted, titled]) {
        assert.ok(!before.includes(stored_session_id));
      }
      await peer.turn(prompted.session_id, "hello");
      await peer.ok("session.title", { session_id: titled.session_id, title: "case 60" });
      const after = await listed();
      assert.deepEqual(
        [plain, prompted, titled].map((opened) => after.includes(opened.stored_session_id)),
        [false, true, true],
      );
    },
  },
  {
    name: "session.list is newest activity first, keeps to its limit, and leaves out tools",
    async run(stage) {
      const peer = await stage.connect();
      const [one, other] = [await peer.open(), await peer.open({ source: "desktop" })];
      const tool = await peer.open({ source: "tool" });
      for (const { session_id } of [other, tool, one]) {
        await peer.turn(session_id, "what we talk about");
      }
      const { sessions } = await peer.ok("session.list", { limit: 2 });
      assert.deepEqual(
        sessions.map((session) => session.id),
        [one.stored_session_id, other.stored_session_id],
      );
      const [first, second] = sessions;
      assert.equal(first?.preview, "what we talk about");
      assert.equal(first?.source, "tui");
      assert.equal(second?.source, "desktop");
      assert.ok(first.message_count >= 2);
    },
  },
  {
    number: 65,
    name: "model, provider, effort and speed given to session.create are echoed",
    async run(stage) {
      const peer = await stage.connect();
      const wanted = { model: "m-1", provider: "p-1", reasoning_effort: "high" };
      const { info, session_id } = await peer.open(wanted);
      assert.deepEqual([info.model, info.provider], ["m-1", "p-1"]);
      const { payload } = await peer.event("session.info", session_id);
      const { model, provider, reasoning_effort } = payload;
      assert.deepEqual({ model, provider, reasoning_effort }, wanted);
    },
  },
  {
    number: 181,
    name: "a model given to session.create is the one in session.info",
    async run(stage) {
      const peer = await stage.connect();
      const { info, session_id } = await peer.open({ model: "other-model" });
      assert.equal(info.model, "other-model");
      const { payload } = await peer.event("session.info", session_id);
      assert.equal(payload.model, "other-model");
    },
  },
  {
    name: "session.create takes messages of users, assistants and the system, and drops the rest",
    async run(stage) {
      const peer = await stage.connect();
      const { message_count, messages, session_id } = await peer.open({
        messages: [
          { role: "system", content: "be brief" },
          { role: "user", text: "hi" },
          { role: "assistant", content: "hello" },
          { role: "user", text: "  " },
          { role: "robot", text: "unknown role" },
          { role: "user", content: null },
        ],
      });
      const rows = [
        { role: "system", text: "be brief" },
        { role: "user", text: "hi" },
        { role: "assistant", text: "hello" },
      ];
      assert.deepEqual([message_count, messages], [3, rows]);
      const history = await peer.ok("session.history", { session_id });
      assert.deepEqual(history, { count: 3, messages: rows });
    },
  },
  {
    number: 58,
    name: "a session over the limit is refused 4090 with the text clients know",
    async run(stage) {
      const server = await stage.launch({ args: ["--max-sessions", "1"] });
      const peer = await server.connect();
      const { session_id } = await peer.open();
      assert.deepEqual(await peer.refused("session.create"), {
        code: 4090,
        message: "Hermes is at the active session limit (1/1). " +
          "Try again when another session finishes.",
      });
      await peer.ok("session.close", { session_id });
      await peer.open();
    },
  },
  {
    number: 200,
    name: "session.close answers true, and for the same id again false",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      assert.deepEqual(await peer.ok("session.close", { session_id }), { closed: true });
      assert.deepEqual(await peer.ok("session.close", { session_id }), { closed: false });
    },
  },
  {
    number: 202,
    name: "session.close of an unknown id answers false, without error",
    async run(stage) {
      const peer = await stage.connect();
      for (const params of [{ session_id: "00000000" }, { session_id: "" }, {}]) {
        assert.deepEqual(await peer.ok("session.close", params), { closed: false });
      }
    },
  },
  {
    name: "an unknown, missing or closed session is 4001 `session not found`, whatever the method",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.ok("session.close", { session_id });
      for (const [method, params] of NEED_SESSION) {
        for (const which of [{ session_id }, { session_id: "ffffffff" }, {}]) {
          const fault = await peer.refused(method, { ...params, ...which });
          assert.deepEqual(fault, { code: 4001, message: "session not found" }, method);
        }
      }
    },
  },
  {
    name: "a session that is closed while its agent is being built says nothing any more",
    async run(stage) {
      const peer = await stage.connect();
      const closed = await peer.open();
      await peer.ok("session.close", { session_id: closed.session_id });
      // A quick agent is there before the close is.
      const before = peer.log.length;
      // Its agent would have been built before the one of a session opened later.
      const later = await peer.open();
      await peer.event("session.info", later.session_id);
      const said = peer.log.slice(before).filter(ofType("session.info")).map((event) =>
        event.session
      );
      assert.deepEqual(said, [later.session_id]);
    },
  },
];
