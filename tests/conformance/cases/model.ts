/** The openai agent from end to end, its model played by the case: PROTOCOL 6.2 to 6.5. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType, streamedText, turnOutline } from "../frames.ts";
import type { Peer } from "../peer.ts";
import { withModel } from "../with_model.ts";

const KEY = "sk-conformance-0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const env = { OPENAI_API_KEY: KEY };

/** A chat after a failure: the session has to be as good as new. */
async function assertChats(
  peer: Peer,
  session_id: string,
  play: () => Promise<void>,
): Promise<void> {
  await peer.ok("prompt.submit", { session_id, text: "again" });
  await play();
  const events = await peer.turnEvents(session_id);
  const complete = events.find(ofType("message.complete"))?.payload;
  assert.deepEqual([complete?.status, complete?.text], ["complete", "all good"]);
}

export const modelCases: readonly Case[] = [
  {
    name: "a chat with a model: what is asked, what streams, what is counted, what is remembered",
    async run(stage) {
      await withModel(stage, {
        args: ["--system-prompt", "be kind"],
        env,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id, info } = await peer.open();
          assert.deepEqual([info.model, info.provider], ["test-model", "openai"]);
          await peer.ok("prompt.submit", { session_id, text: "hi" });
          const first = await upstream.request();
          assert.equal(first.headers.get("authorization"), `Bearer ${KEY}`);
          assert.equal(first.body.model, "test-model");
          assert.equal(first.body.stream, true);
          const system = { role: "system", content: "be kind" };
          const hi = { role: "user", content: "hi" };
          assert.deepEqual(first.body.messages, [system, hi]);
          first.say("Hel");
          assert.equal((await peer.event("message.delta")).payload.text, "Hel");
          first.finish("lo ", "日本");
          const events = await peer.turnEvents(session_id);
          assert.deepEqual(turnOutline(events).slice(-3), [
            "message.delta",
            "message.complete",
            "session.info",
          ]);
          const complete = events.find(ofType("message.complete"))?.payload;
          assert.deepEqual([complete?.status, complete?.text], ["complete", "Hello 日本"]);
          assert.equal(streamedText(peer.log), "Hello 日本");
          const { calls, input, output, total } = complete?.usage ?? assert.fail();
          const counted = { calls: 1, input: 7, output: 5, total: 12 };
          assert.deepEqual({ calls, input, output, total }, counted);
          await peer.ok("prompt.submit", { session_id, text: "and now?" });
          const second = await upstream.request();
          assert.deepEqual(second.body.messages, [
            system,
            hi,
            { role: "assistant", content: "Hello 日本" },
            { role: "user", content: "and now?" },
          ]);
          second.finish("bye");
          await peer.turnEvents(session_id);
        },
      });
    },
  },
  {
    number: 144,
    name: "an upstream refusal is an error event without message.complete; the session goes on",
    async run(stage) {
      const ended = await withModel(stage, {
        args: ["--log-level", "debug"],
        env,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "hi" });
          // Some servers quote the key they refuse.
          (await upstream.request()).refuse(401, {
            error: { message: `Incorrect API key provided: ${KEY}. Try another.`, type: "auth" },
          });
          const events = await peer.turnEvents(session_id);
          assert.deepEqual(turnOutline(events), ["message.start", "error", "session.info"]);
          const { message } = events.find(ofType("error"))?.payload ?? assert.fail();
          assert.match(message, /401/);
          assert.match(message, /Incorrect API key provided: .*Try another/);
          assert.equal(events.find(ofType("session.info"))?.payload.running, false);
          await assertChats(peer, session_id, async () => {
            (await upstream.request()).finish("all good");
          });
          assert.ok(peer.log.every((frame) => !frame.raw.includes(KEY)), "the key is in no frame");
        },
      });
      assert.ok(!ended.err.join("\n").includes(KEY), "the key is not in the log");
    },
  },
  {
    name: "a stream that is cut is an error event after what was said; the session goes on",
    async run(stage) {
      await withModel(stage, {
        env,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "hi" });
          const cut = await upstream.request();
          cut.say("this is only the");
          await peer.event("message.delta", session_id);
          cut.cut();
          const events = await peer.turnEvents(session_id);
          assert.deepEqual(turnOutline(events), ["message.start", "error", "session.info"]);
          assert.equal(events.at(-1)?.type, "session.info");
          await assertChats(peer, session_id, async () => {
            (await upstream.request()).finish("all good");
          });
        },
      });
    },
  },
  {
    number: 130,
    name: "an empty answer is complete, its text empty",
    async run(stage) {
      await withModel(stage, {
        env,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "hi" });
          (await upstream.request()).finish();
          const events = await peer.turnEvents(session_id);
          const complete = events.find(ofType("message.complete"))?.payload;
          assert.deepEqual([complete?.status, complete?.text], ["complete", ""]);
        },
      });
    },
  },
  {
    name: "an interrupt reaches the model server, and keeps what it said",
    async run(stage) {
      await withModel(stage, {
        env,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "hi" });
          const exchange = await upstream.request();
          exchange.say("so far");
          await peer.event("message.delta", session_id);
          await peer.ok("session.interrupt", { session_id });
          const { payload } = await peer.event("message.complete", session_id);
          assert.deepEqual([payload.status, payload.text], ["interrupted", "so far"]);
          await exchange.cancelled;
        },
      });
    },
  },
  {
    name: "an interrupt ends a turn whose model has not said anything, not even a status",
    async run(stage) {
      await withModel(stage, {
        env,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "hi" });
          const silent = await upstream.request();
          await peer.ok("session.interrupt", { session_id });
          const { payload } = await peer.event("message.complete", session_id);
          assert.deepEqual([payload.status, payload.text], ["interrupted", ""]);
          silent.finish("too late");
          await peer.settle();
          await assertChats(peer, session_id, async () => {
            (await upstream.request()).finish("all good");
          });
        },
      });
    },
  },
  {
    name: "model and effort of the session are the ones the model server is asked with",
    async run(stage) {
      await withModel(stage, {
        env,
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open({ model: "big", reasoning_effort: "high" });
          await peer.ok("prompt.submit", { session_id, text: "hi" });
          const first = await upstream.request();
          assert.deepEqual([first.body.model, first.body.reasoning_effort], ["big", "high"]);
          first.finish("ok");
          await peer.turnEvents(session_id);
          await peer.ok("config.set", { session_id, key: "model", value: "small" });
          await peer.ok("prompt.submit", { session_id, text: "hi again" });
          const second = await upstream.request();
          assert.equal(second.body.model, "small");
          second.finish("ok");
          await peer.turnEvents(session_id);
        },
      });
    },
  },
];
