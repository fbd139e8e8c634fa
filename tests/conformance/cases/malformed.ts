/** Input that is wrong: PROTOCOL 1.6, row by row. After each, the connection goes on. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import type { Peer } from "../peer.ts";

const NOT_JSON = [
  "{",
  "nope",
  '{"id":1,"method":"setup.status"',
  '{"id":1,"method":"setup.status"}}',
  "{'id':1}",
  '{"id":1,}',
  '"unended',
  "\u0000",
  "Content-Length: 5",
];
const NO_OBJECT = [
  "[]",
  '[{"id":1,"method":"setup.status"}]',
  "[[]]",
  "5",
  '"text"',
  "true",
  "null",
];
const NO_METHOD = [
  "{}",
  '{"method":""}',
  '{"method":5}',
  '{"method":null}',
  '{"method":["setup.status"]}',
  '{"method":{}}',
  '{"params":{}}',
];
const NO_PARAMS = ["[]", '["a"]', '"text"', "5", "0", "true", "false", '""'];

/** Shows that the connection is as good as before. */
export async function assertAlive(peer: Peer): Promise<void> {
  assert.equal(typeof (await peer.ok("setup.status")).provider_configured, "boolean");
}

async function assertFault(
  peer: Peer,
  frame: string,
  expected: { id: unknown; code: number; message: string },
): Promise<void> {
  const { id, code, message } = expected;
  const answer = await peer.exchange(frame, id);
  assert.deepEqual(answer.error, { code, message }, frame);
  assert.deepEqual(answer.id, id, frame);
}

export const malformedCases: readonly Case[] = [
  {
    name: "blank frames are answered with nothing",
    async run(stage) {
      const peer = await stage.connect();
      await peer.next();
      for (const blank of ["", " ", "\t \t", "\r"]) await peer.send(blank);
      assert.deepEqual(await peer.settle(), []);
    },
  },
  {
    name: "what is not JSON is answered -32700 with id null, the id last",
    async run(stage) {
      const peer = await stage.connect();
      for (const frame of NOT_JSON) {
        const { raw } = await peer.exchange(frame);
        const expected =
          '{"jsonrpc":"2.0","error":{"code":-32700,"message":"parse error"},"id":null}';
        assert.equal(JSON.stringify(JSON.parse(raw)), expected, frame);
      }
      await assertAlive(peer);
    },
  },
  {
    number: 8,
    name: "a request that is no object, a batch as well, gets one -32600 with id null",
    async run(stage) {
      const peer = await stage.connect();
      const message = "invalid request: expected an object";
      await peer.next();
      for (const frame of NO_OBJECT) {
        await assertFault(peer, frame, { id: null, code: -32_600, message });
        assert.deepEqual(
          await peer.settle(),
          [],
          "one answer, however many requests a batch holds",
        );
      }
    },
  },
  {
    number: 9,
    name: "a missing, empty or wrong method is answered -32600 with the request's id",
    async run(stage) {
      const peer = await stage.connect();
      const message = "invalid request: method must be a non-empty string";
      for (const frame of NO_METHOD) {
        await assertFault(peer, frame, { id: null, code: -32_600, message });
        const named = { id: "m1", ...JSON.parse(frame) };
        await assertFault(peer, JSON.stringify(named), { id: "m1", code: -32_600, message });
      }
      await assertAlive(peer);
    },
  },
  {
    number: 10,
    name: "params that are no object are answered -32602 with the request's id",
    async run(stage) {
      const peer = await stage.connect();
      const message = "invalid params: expected an object";
      for (const params of NO_PARAMS) {
        const frame = `{"id":{"n":1},"method":"setup.status","params":${params}}`;
        await assertFault(peer, frame, { id: { n: 1 }, code: -32_602, message });
      }
      await assertAlive(peer);
    },
  },
  {
    name: "checks are made in order: object, method, params, then whether there is such a method",
    async run(stage) {
      const peer = await stage.connect();
      const both = await peer.exchange('{"id":1,"method":"","params":[]}', 1);
      assert.equal(both.error?.code, -32_600);
      const unknown = await peer.exchange('{"id":2,"method":"no.such","params":[]}', 2);
      assert.equal(unknown.error?.code, -32_602);
    },
  },
  {
    name: "a param of the wrong type is answered -32602, naming the field",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const wrong: [method: string, field: string, params: object][] = [
        ["prompt.submit", "text", { session_id, text: 5 }],
        ["prompt.submit", "session_id", { session_id: {}, text: "x" }],
        ["prompt.submit", "text", { session_id }],
        ["terminal.resize", "cols", { session_id, cols: "wide" }],
        ["session.create", "cols", { cols: "wide" }],
        ["session.title", "title", { session_id, title: [] }],
      ];
      for (const [method, field, params] of wrong) {
        const { code, message } = await peer.refused(method, params);
        assert.equal(code, -32_602, method);
        assert.ok(message.includes(field), message);
      }
      await assertAlive(peer);
    },
  },
  {
    name: "a hundred bad frames in a row leave a session untouched",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const bad = ["{", "[]", "{}", '{"method":"x"}', '{"method":"setup.status","params":1}'];
      for (let i = 0; i < 100; i++) await peer.send(bad[i % bad.length] ?? "");
      const answers = (await peer.settle()).filter((frame) => frame.kind === "answer");
      assert.equal(answers.length, 100);
      const events = await peer.turn(session_id, "still here");
      assert.equal(events.at(-1)?.type, "session.info");
    },
  },
];
