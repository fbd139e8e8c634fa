/** How streamed text becomes frames: PROTOCOL 1.9 and the coalescer of this server. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType, streamedText, type WireEvent } from "../frames.ts";
import { withModel } from "../with_model.ts";

const TEXT = "word after word ".repeat(100);

/** How many pieces the agent said, which it counts as its output. */
function piecesOf(events: readonly WireEvent[]): number | undefined {
  return events.find(ofType("message.complete"))?.payload.usage.output;
}

export const streamCases: readonly Case[] = [
  {
    number: 20,
    name: "sessions that stream at once never mix within a frame, nor out of order",
    async run(stage) {
      const peer = await stage.connect();
      const texts = new Map<string, string>();
      for (let i = 0; i < 8; i++) {
        const { session_id } = await peer.open();
        const text = `session ${i} says ${`${i} `.repeat(2_000)}`;
        texts.set(session_id, text);
        await peer.request("prompt.submit", { session_id, text });
      }
      for (const [session_id, text] of texts) {
        const events = await peer.turnEvents(session_id);
        assert.equal(streamedText(events), text);
        assert.equal(events.find(ofType("message.complete"))?.payload.text, text);
      }
      await peer.settle();
    },
  },
  {
    number: 37,
    name: "in mode frames every piece stays a frame of its own, in order",
    async run(stage) {
      const args = ["--coalesce-mode", "frames", "--pace", "0"];
      const peer = await (await stage.launch({ args })).connect();
      const { session_id } = await peer.open();
      const events = await peer.turn(session_id, TEXT);
      const deltas = events.filter(ofType("message.delta"));
      assert.equal(deltas.length, 301);
      assert.equal(deltas.length, piecesOf(events));
      assert.deepEqual(deltas.slice(0, 3).map((delta) => delta.payload.text), [
        "word",
        " after",
        " word",
      ]);
      assert.equal(streamedText(events), TEXT);
    },
  },
  {
    name: "in mode merge, the usual one, many pieces become few frames with the same text",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const events = await peer.turn(session_id, TEXT);
      const deltas = events.filter(ofType("message.delta"));
      assert.equal(piecesOf(events), 301);
      assert.ok(deltas.length < 301 / 5, `${deltas.length} frames`);
      assert.equal(deltas[0]?.payload.text, "word", "the first piece does not wait");
      assert.equal(streamedText(events), TEXT);
    },
  },
  {
    name: "with a window of 0 nothing is held",
    async run(stage) {
      const peer = await (await stage.launch({ args: ["--coalesce-ms", "0", "--pace", "0"] }))
        .connect();
      const { session_id } = await peer.open();
      const events = await peer.turn(session_id, TEXT);
      assert.equal(events.filter(ofType("message.delta")).length, piecesOf(events));
    },
  },
  {
    number: 38,
    name: "an answer pushes out the text that is held, ahead of itself",
    async run(stage) {
      // A window far longer than any case: what is held leaves by being pushed or not at all.
      await withModel(stage, {
        args: ["--coalesce-ms", "10000"],
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "go" });
          const exchange = await upstream.request();
          // In one write, so the server has them all when it sends the first.
          exchange.say("first", " second", " third");
          assert.equal((await peer.event("message.delta")).payload.text, "first");
          await peer.settle();
          assert.equal(streamedText(peer.log), "first second third");
          assert.equal(peer.log.at(-1)?.kind, "answer");
          exchange.finish();
          await peer.event("message.complete", session_id);
        },
      });
    },
  },
  {
    name: "an event that does not stream pushes out the text that is held, ahead of itself",
    async run(stage) {
      await withModel(stage, {
        args: ["--coalesce-ms", "10000"],
        act: async (server, upstream) => {
          const peer = await server.connect();
          const { session_id } = await peer.open();
          await peer.ok("prompt.submit", { session_id, text: "go" });
          const exchange = await upstream.request();
          exchange.say("first", " second", " third");
          // An answer that was cut is worth a notice, which comes behind it.
          exchange.end("length");
          const events = await peer.turnEvents(session_id);
          const said = events.map(({ type, payload }) =>
            payload !== undefined && "text" in payload ? `${type} ${payload.text}` : type
          );
          assert.deepEqual(said.filter((line) => !line.startsWith("status.update")), [
            "message.start",
            "message.delta first",
            "message.delta  second third",
            "message.complete first second third",
            "session.info",
          ]);
          assert.equal(events.findIndex(ofType("status.update")), 3);
        },
      });
    },
  },
  {
    name: "a surrogate pair that came in two pieces arrives whole, in both modes",
    async run(stage) {
      for (const mode of ["merge", "frames"]) {
        await withModel(stage, {
          args: ["--coalesce-mode", mode],
          act: async (server, upstream) => {
            const peer = await server.connect();
            const { session_id } = await peer.open();
            await peer.ok("prompt.submit", { session_id, text: "smile" });
            const exchange = await upstream.request();
            exchange.say("a", "b\ud83d", "\ude00c", "\ud83d", "\ude00");
            exchange.finish();
            const events = await peer.turnEvents(session_id);
            assert.equal(streamedText(events), "ab😀c😀");
            for (const { payload } of events.filter(ofType("message.delta"))) {
              assert.ok(payload.text.isWellFormed(), JSON.stringify(payload.text));
            }
          },
        });
      }
    },
  },
];
