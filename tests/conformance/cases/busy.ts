/** A prompt that comes while a turn runs: PROTOCOL 5.9, 6.1, 6.7. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType } from "../frames.ts";
import type { Peer } from "../peer.ts";
import { withModel } from "../with_model.ts";
import { openHeld, withBusyMode } from "./interrupts.ts";

const QUEUE = { TIDEGATE_BUSY_MODE: "queue" };
const STEER = { TIDEGATE_BUSY_MODE: "steer" };

/** The prompts of a session in the order they were run. */
async function ran(peer: Peer, session_id: string): Promise<string[]> {
  const { messages } = await peer.ok("session.history", { session_id });
  return messages.flatMap((row) => row.role === "user" ? [String(row.text)] : []);
}

async function statusOf(peer: Peer, session_id: string): Promise<string | undefined> {
  const { sessions } = await peer.ok("session.active_list");
  return sessions.find((session) => session.id === session_id)?.status;
}

export const busyCases: readonly Case[] = [
  {
    number: 145,
    name: "in the usual mode a prompt interrupts the turn and is run next",
    async run(stage) {
      const peer = await stage.connect("held");
      const mode = await peer.ok("config.get", { key: "busy" });
      assert.equal(mode.value, "interrupt");
      const session_id = await openHeld(peer);
      const answer = await peer.ok("prompt.submit", { session_id, text: "instead" });
      assert.deepEqual(answer, { status: "queued" });
      const { payload } = await peer.event("message.complete", session_id);
      assert.equal(payload.status, "interrupted");
      const next = await peer.turnEvents(session_id);
      assert.equal(next.find(ofType("message.complete"))?.payload.text, "instead");
    },
  },
  {
    number: 244,
    name: "in mode interrupt the turn is interrupted once, and the prompt queued",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      await peer.ok("prompt.submit", { session_id, text: "next" });
      await peer.turnEvents(session_id);
      await peer.settle();
      const ends = peer.log.filter(ofType("message.complete"));
      assert.deepEqual(ends.map((end) => end.payload.status), ["interrupted", "complete"]);
      assert.deepEqual(await ran(peer, session_id), ["first second third", "next"]);
    },
  },
  {
    number: 245,
    name: "in mode queue the turn is not interrupted",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      await withBusyMode(peer, {
        mode: "queue",
        act: async () => {
          const answer = await peer.ok("prompt.submit", { session_id, text: "later" });
          assert.deepEqual(answer, { status: "queued" });
        },
      });
      assert.deepEqual((await peer.settle()).filter(ofType("message.complete")), []);
      assert.equal(await statusOf(peer, session_id), "working");
    },
  },
  {
    number: 248,
    name: "what is queued runs when the turn has ended, in one prompt with a blank line between",
    async run(stage) {
      await withModel(stage, {
        env: QUEUE,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "first" });
          const first = await upstream.request();
          for (const text of ["second", "third"]) {
            const answer = await peer.ok("prompt.submit", { session_id, text });
            assert.deepEqual(answer, { status: "queued" });
          }
          first.finish("one");
          const ended = await peer.turnEvents(session_id);
          assert.equal(ended.find(ofType("message.complete"))?.payload.status, "complete");
          const second = await upstream.request();
          assert.deepEqual(second.body.messages, [
            { role: "user", content: "first" },
            { role: "assistant", content: "one" },
            { role: "user", content: "second\n\nthird" },
          ]);
          second.finish("two and three");
          await peer.turnEvents(session_id);
          assert.deepEqual((await peer.settle()).filter(ofType("message.start")), []);
          assert.deepEqual(await ran(peer, session_id), ["first", "second\n\nthird"]);
        },
      });
    },
  },
  {
    number: 250,
    name: "a queued prompt that fails leaves nothing running",
    async run(stage) {
      await withModel(stage, {
        env: QUEUE,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "first" });
          const first = await upstream.request();
          await peer.ok("prompt.submit", { session_id, text: "second" });
          first.finish("one");
          await peer.turnEvents(session_id);
          (await upstream.request()).refuse(400, { error: { message: "no more" } });
          const events = await peer.turnEvents(session_id);
          assert.ok(events.some(ofType("error")));
          assert.equal(await statusOf(peer, session_id), "idle");
        },
      });
    },
  },
  {
    number: 242,
    on: "websocket",
    name: "the slot holds the text and its sender: who queued it watches its turn",
    async run(stage) {
      await withModel(stage, {
        env: QUEUE,
        act: async (server, upstream) => {
          const [owner, guest] = [await server.connect(), await server.connect()];
          const { session_id } = await owner.open();
          await owner.ok("prompt.submit", { session_id, text: "first" });
          const first = await upstream.request();
          const queued = await guest.ok("prompt.submit", { session_id, text: "a" });
          assert.deepEqual(queued, { status: "queued" });
          first.finish("one");
          const second = await upstream.request();
          assert.equal(second.body.messages.at(-1)?.content, "a");
          second.finish("two");
          const events = await guest.turnEvents(session_id);
          assert.equal(events.find(ofType("message.complete"))?.payload.text, "two");
        },
      });
    },
  },
  {
    number: 146,
    name: "in mode steer a prompt becomes a hint to the turn that runs",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      await withBusyMode(peer, {
        mode: "steer",
        act: async () => {
          const answer = await peer.ok("prompt.submit", { session_id, text: "more to the left" });
          assert.deepEqual(answer, { status: "steered" });
        },
      });
      assert.deepEqual((await peer.settle()).filter(ofType("message.complete")), []);
    },
  },
  {
    number: 246,
    name: "a prompt that became a hint is not queued as well",
    async run(stage) {
      const peer = await (await stage.launch({ args: ["--pace", "100"], env: STEER })).connect();
      const { session_id } = await peer.open();
      await peer.ok("prompt.submit", { session_id, text: "1 2 3 4 5 6 7 8 9 10" });
      await peer.event("message.delta", session_id);
      const answer = await peer.ok("prompt.submit", { session_id, text: "hint" });
      assert.deepEqual(answer, { status: "steered" });
      const { payload } = await peer.event("message.complete", session_id);
      assert.match(payload.text, /hint/);
      await peer.settle();
      assert.equal(peer.log.filter(ofType("message.start")).length, 1);
      assert.deepEqual(await ran(peer, session_id), ["1 2 3 4 5 6 7 8 9 10"]);
    },
  },
  {
    name: "in mode steer an agent that takes no hints is interrupted, and the prompt queued",
    async run(stage) {
      await withModel(stage, {
        env: STEER,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "first" });
          const first = await upstream.request();
          first.say("partial");
          await peer.event("message.delta", session_id);
          const answer = await peer.ok("prompt.submit", { session_id, text: "second" });
          assert.deepEqual(answer, { status: "queued" });
          const [end] = (await peer.turnEvents(session_id)).filter(ofType("message.complete"));
          assert.deepEqual([end?.payload.status, end?.payload.text], ["interrupted", "partial"]);
          await first.cancelled;
          (await upstream.request()).finish("two");
          const events = await peer.turnEvents(session_id);
          assert.equal(events.find(ofType("message.complete"))?.payload.text, "two");
        },
      });
    },
  },
  {
    name: "a prompt that cuts the history while a turn runs does not lose its cut",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      const params = { session_id, text: "anew", truncate_before_user_ordinal: 0 };
      assert.deepEqual(await peer.ok("prompt.submit", params), { status: "queued" });
      await peer.turnEvents(session_id);
      assert.deepEqual(await ran(peer, session_id), ["anew"]);
    },
  },
  {
    number: 150,
    name: "config.set model is 4009 in a turn, and fine when the session is idle",
    async run(stage) {
      const peer = await stage.connect("held");
      const session_id = await openHeld(peer);
      const params = { session_id, key: "model", value: "another" };
      const { code, message } = await peer.refused("config.set", params);
      assert.equal(code, 4009);
      assert.match(message, /session busy/i);
      await peer.ok("session.interrupt", { session_id });
      await peer.settle();
      const { key, value } = await peer.ok("config.set", params);
      assert.deepEqual([key, value], ["model", "another"]);
      const { payload } = await peer.event("session.info", session_id);
      assert.equal(payload.model, "another");
    },
  },
];
