/** Requests, answers and events as they should be: PROTOCOL 1.1 to 1.5. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType } from "../frames.ts";

const IDS: readonly unknown[] = [
  "r1",
  "",
  'quotes " and \\ and \n',
  "日本 𝄞",
  0,
  -1,
  1.5,
  -2.25e-7,
  1e21,
  Number.MAX_SAFE_INTEGER,
  true,
  false,
  {},
  [],
  { a: [1, { b: null, "": "x" }], type: "event" },
  [[["deep"]], 2, "three", null],
];

export const envelopeCases: readonly Case[] = [
  {
    number: 1,
    name: "an unknown method is answered -32601, with its name",
    async run(stage) {
      const peer = await stage.connect();
      const { code, message } = await peer.refused("no.such.method");
      assert.deepEqual([code, message], [-32_601, "unknown method: no.such.method"]);
    },
  },
  {
    number: 2,
    name: "an answer is exactly {jsonrpc, id, result}",
    async run(stage) {
      const peer = await stage.connect();
      const { raw } = await peer.exchange(
        { jsonrpc: "2.0", id: "r1", method: "setup.status" },
        "r1",
      );
      const result = { provider_configured: true };
      assert.deepEqual(JSON.parse(raw), { jsonrpc: "2.0", id: "r1", result });
      assert.deepEqual(Object.keys(JSON.parse(raw)), ["jsonrpc", "id", "result"]);
    },
  },
  {
    number: 4,
    name: "a frame is one line that parses back to the same object, whatever its text holds",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const text = "one\ntwo\r\nthree\u2028four\u0000 \u001b[31mfive";
      const events = await peer.turn(session_id, text);
      assert.equal(events.find(ofType("message.complete"))?.payload.text, text);
      for (const { raw } of peer.log) {
        assert.ok([...raw].every((character) => character >= " "), raw);
      }
    },
  },
  {
    number: 5,
    name: "an event's params have type, session_id and payload",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const complete = (await peer.turn(session_id, "hello")).find(ofType("message.complete"));
      const { method, params } = JSON.parse(complete?.raw ?? "");
      assert.equal(method, "event");
      assert.equal(params.type, "message.complete");
      assert.equal(params.session_id, session_id);
      assert.equal(typeof params.payload, "object");
    },
  },
  {
    number: 6,
    name: "an event without payload has no payload key",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const start = (await peer.turn(session_id, "hello")).find(ofType("message.start"));
      assert.ok(!("payload" in JSON.parse(start?.raw ?? "").params), start?.raw);
    },
  },
  {
    number: 12,
    name: "requests sent all at once are answered in their order",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      // The first looks for a file, so that it cannot be answered at once.
      const methods = ["input.detect_drop", "setup.status", "session.usage", "session.title"];
      const params = { session_id, text: "/no/such/file" };
      const ids: string[] = [];
      for (let i = 0; i < 40; i++) {
        ids.push(await peer.request(methods[i % methods.length] ?? "", params));
      }
      const frames = [...(await peer.until((frame) => "id" in frame && frame.id === ids.at(-1)))];
      const answered = frames.flatMap((frame) => frame.kind === "answer" ? [frame.id] : []);
      assert.deepEqual(answered, ids);
    },
  },
  {
    name: "an id of any JSON type is echoed verbatim, with a result and with an error",
    async run(stage) {
      const peer = await stage.connect();
      for (const id of IDS) {
        const good = await peer.exchange({ id, method: "setup.status" }, id);
        assert.deepEqual(good.id, id);
        assert.ok(good.result, good.raw);
        const bad = await peer.exchange({ id, method: "nowhere" }, id);
        assert.deepEqual(bad.id, id);
        assert.equal(bad.error?.code, -32_601);
      }
    },
  },
  {
    name: "an id nested hundreds of levels deep is echoed verbatim",
    async run(stage) {
      const peer = await stage.connect();
      const id = `${"[".repeat(400)}"x"${"]".repeat(400)}`;
      const { raw } = await peer.exchange(`{"id":${id},"method":"setup.status"}`, JSON.parse(id));
      assert.ok(raw.includes(`"id":${id},`), raw);
    },
  },
  {
    name: "a request without id, or with null, is carried out and answered with id null",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const params = { session_id, title: "no id" };
      const answer = await peer.exchange({ method: "session.title", params });
      assert.deepEqual(answer.result, { pending: false, title: "no id" });
      const { title } = await peer.ok("session.title", { session_id });
      assert.equal(title, "no id");
      const again = await peer.exchange({ id: null, method: "setup.status" });
      assert.ok(again.result, again.raw);
    },
  },
  {
    name: "jsonrpc is not looked at",
    async run(stage) {
      const peer = await stage.connect();
      for (const jsonrpc of ["1.0", "", 2, null, {}, "2.0"]) {
        const { result } = await peer.exchange({ jsonrpc, id: "j", method: "setup.status" }, "j");
        assert.ok(result);
      }
    },
  },
  {
    name: "extra members of a request and of its params are ignored",
    async run(stage) {
      const peer = await stage.connect();
      const frame = {
        jsonrpc: "2.0",
        result: { fake: true },
        error: { code: 1 },
        id: "x",
        trace: [1, 2],
        method: "session.close",
        params: { session_id: "00000000", more: { and: "more" }, cols: "not read here" },
      };
      assert.deepEqual((await peer.exchange(frame, "x")).result, { closed: false });
    },
  },
  {
    name: "missing params and null count as {}",
    async run(stage) {
      const peer = await stage.connect();
      const missing = await peer.exchange({ id: 1, method: "session.close" }, 1);
      assert.deepEqual(missing.result, { closed: false });
      const empty = await peer.exchange({ id: 2, method: "session.close", params: null }, 2);
      assert.deepEqual(empty.result, { closed: false });
    },
  },
  {
    name: "white space around a frame does not matter",
    async run(stage) {
      const peer = await stage.connect();
      const frames = [
        ' \t{"id":1,"method":"setup.status"} \t',
        '{"id":1,"method":"setup.status"}\r',
      ];
      for (const frame of frames) assert.ok((await peer.exchange(frame, 1)).result);
    },
  },
  {
    name: "text that is not ASCII is written as it is, not escaped",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const text = "grüße日本𝄞";
      const events = await peer.turn(session_id, text);
      const complete = events.find(ofType("message.complete"));
      assert.ok(complete?.raw.includes(`"${text}"`), complete?.raw);
      const { message } = await peer.refused("日本.語");
      assert.equal(message, "unknown method: 日本.語");
    },
  },
];
