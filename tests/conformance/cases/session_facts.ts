/** What a session is asked about itself: PROTOCOL 3.1, 3.1.4, 3.1.5. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType } from "../frames.ts";

export const sessionFactCases: readonly Case[] = [
  {
    number: 97,
    name: "session.active_list is in order of opening and marks exactly one as current",
    async run(stage) {
      const peer = await stage.connect();
      const opened = [await peer.open(), await peer.open(), await peer.open()];
      const ids = opened.map((session) => session.session_id);
      const { sessions } = await peer.ok("session.active_list", { current_session_id: ids[1] });
      const mine = sessions.filter((session) => ids.includes(session.id));
      assert.deepEqual(mine.map((session) => session.id), ids);
      assert.deepEqual(mine.map((session) => session.current), [false, true, false]);
      assert.equal(sessions.filter((session) => session.current).length, 1);
      assert.deepEqual(
        mine.map((session) => session.session_key),
        opened.map((session) => session.stored_session_id),
      );
      assert.notEqual(mine[0]?.model, "");
    },
  },
  {
    number: 98,
    name: "a session that has ended is not listed",
    async run(stage) {
      const peer = await stage.connect();
      const [gone, stays] = [await peer.open(), await peer.open()];
      await peer.ok("session.close", { session_id: gone.session_id });
      const { sessions } = await peer.ok("session.active_list");
      const ids = sessions.map((session) => session.id);
      assert.ok(!ids.includes(gone.session_id));
      assert.ok(ids.includes(stays.session_id));
      assert.ok(sessions.every((session) => !session.current), "no session was named as current");
    },
  },
  {
    number: 100,
    name: "the preview of a long text has at most 160 characters, white space folded",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.turn(session_id, "a  long\n\ttext ".repeat(40));
      const { sessions } = await peer.ok("session.active_list");
      const preview = sessions.find((session) => session.id === session_id)?.preview ?? "";
      assert.ok(preview.length > 100 && preview.length <= 160, preview);
      assert.match(preview, /^(a long text )+/);
    },
  },
  {
    name: "session.active_list tells what works and what is idle, with what is said so far",
    async run(stage) {
      const peer = await stage.connect("held");
      const [busy, idle] = [await peer.open(), await peer.open()];
      await peer.event("session.info", idle.session_id);
      await peer.ok("prompt.submit", { session_id: busy.session_id, text: "first second third" });
      await peer.event("message.delta", busy.session_id);
      const { sessions } = await peer.ok("session.active_list");
      const rowOf = (id: string) => sessions.find((session) => session.id === id);
      assert.equal(rowOf(busy.session_id)?.status, "working");
      assert.equal(rowOf(busy.session_id)?.preview.trim(), "first");
      assert.equal(rowOf(idle.session_id)?.status, "idle");
      assert.equal(rowOf(idle.session_id)?.preview, "");
    },
  },
  {
    name: "session.title without a title answers what it is, with one it sets it and tells all",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id, stored_session_id: session_key } = await peer.open();
      await peer.event("session.info", session_id);
      assert.deepEqual(await peer.ok("session.title", { session_id }), { title: "", session_key });
      const set = await peer.ok("session.title", { session_id, title: "  Tides and gates " });
      assert.deepEqual(set, { pending: false, title: "Tides and gates" });
      const { payload } = await peer.event("session.info", session_id);
      assert.equal(payload.title, "Tides and gates");
      const { title } = await peer.ok("session.title", { session_id });
      assert.equal(title, "Tides and gates");
    },
  },
  {
    number: 114,
    name: "setting the same title again succeeds and changes nothing",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      await peer.event("session.info", session_id);
      const params = { session_id, title: "Same again" };
      const first = await peer.ok("session.title", params);
      await peer.settle();
      assert.deepEqual(await peer.ok("session.title", params), first);
      assert.deepEqual(await peer.settle(), [], "nothing has changed, so nothing is told");
    },
  },
  {
    number: 116,
    name: "a blank title is 4021, one that cannot be is 4022 with the reason",
    async run(stage) {
      const peer = await stage.connect();
      const [one, other] = [await peer.open(), await peer.open()];
      for (const title of ["", "  \n"]) {
        const { code } = await peer.refused("session.title", { session_id: one.session_id, title });
        assert.equal(code, 4021);
      }
      await peer.ok("session.title", { session_id: one.session_id, title: "Taken" });
      const taken = { session_id: other.session_id, title: "Taken" };
      const { code, message } = await peer.refused("session.title", taken);
      assert.equal(code, 4022);
      assert.match(message, /Taken/);
    },
  },
  {
    name: "session.usage counts from zero, and says the same as the turn that ended",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const before = await peer.ok("session.usage", { session_id });
      const { calls, input, output, total } = before;
      assert.deepEqual({ calls, input, output, total }, {
        calls: 0,
        input: 0,
        output: 0,
        total: 0,
      });
      const events = await peer.turn(session_id, "three little words");
      const after = await peer.ok("session.usage", { session_id });
      const { active_subagents, ...spent } = after;
      assert.equal(active_subagents, 0);
      assert.deepEqual(events.find(ofType("message.complete"))?.payload.usage, spent);
      assert.deepEqual([after.calls, after.input, after.output, after.total], [1, 3, 3, 6]);
    },
  },
  {
    number: 121,
    name: "session.status is text of several lines with the session's key and model",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id, stored_session_id, info } = await peer.open();
      const { output } = await peer.ok("session.status", { session_id });
      const lines = output.split("\n");
      assert.ok(lines.length > 2, output);
      assert.ok(lines.some((line) => line.includes(stored_session_id)), output);
      assert.ok(lines.some((line) => /model/i.test(line) && line.includes(info.model)), output);
    },
  },
  {
    number: 125,
    name: "a turn that ended is in the history, tools by name and context",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const text = "remember this well";
      const complete = (await peer.turn(session_id, text)).find(ofType("message.complete"));
      const { count, messages } = await peer.ok("session.history", { session_id });
      assert.equal(count, 4);
      const reasoning = complete?.payload.reasoning;
      assert.deepEqual(messages, [
        { role: "user", text },
        { role: "assistant", text: "", reasoning },
        { role: "tool", name: "echo", context: text },
        { role: "assistant", text },
      ]);
    },
  },
  {
    name: "session.undo removes the last exchange",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open({
        messages: [{ role: "user", text: "one" }, { role: "assistant", text: "two" }],
      });
      await peer.turn(session_id, "three");
      const { count } = await peer.ok("session.history", { session_id });
      assert.deepEqual(await peer.ok("session.undo", { session_id }), { removed: count - 2 });
      const left = await peer.ok("session.history", { session_id });
      assert.deepEqual(left.messages, [
        { role: "user", text: "one" },
        { role: "assistant", text: "two" },
      ]);
      assert.deepEqual(await peer.ok("session.undo", { session_id }), { removed: 2 });
    },
  },
  {
    name: "session.undo of a session that works is 4009 `session busy`",
    async run(stage) {
      const peer = await stage.connect("held");
      const { session_id } = await peer.open();
      await peer.ok("prompt.submit", { session_id, text: "one two" });
      const { code, message } = await peer.refused("session.undo", { session_id });
      assert.equal(code, 4009);
      assert.match(message, /session busy/i);
    },
  },
  {
    name: "terminal.resize answers the columns",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      assert.deepEqual(await peer.ok("terminal.resize", { session_id, cols: 132 }), { cols: 132 });
      assert.deepEqual(await peer.ok("terminal.resize", { session_id }), { cols: 80 });
    },
  },
];
