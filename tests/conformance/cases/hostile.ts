/** Input that is meant to hurt: it is answered, and nothing else happens. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { ofType } from "../frames.ts";
import type { WebSocketLine } from "../websocket_line.ts";
import { assertAlive } from "./malformed.ts";

const LIMIT = 2_048;

/** A request of exactly so many bytes. */
function requestOfBytes(bytes: number): string {
  const frame = (filler: string) =>
    JSON.stringify({ id: 1, method: "session.close", params: { filler } });
  return frame("x".repeat(bytes - frame("").length));
}

export const hostileCases: readonly Case[] = [
  {
    name: "brackets nested a million deep are answered with an error",
    async run(stage) {
      const peer = await stage.connect();
      const deep = "[".repeat(1_000_000);
      const bombs = [
        deep,
        `${deep}${"]".repeat(1_000_000)}`,
        `{"id":1,"method":"setup.status","params":{"a":${'{"a":'.repeat(100_000)}`,
        `{"id":${deep}${"]".repeat(1_000_000)},"method":"setup.status"}`,
      ];
      for (const bomb of bombs) {
        const { error } = await peer.exchange(bomb);
        assert.ok(error?.code === -32_600 || error?.code === -32_700, error?.message);
      }
      await assertAlive(peer);
    },
  },
  {
    name: "lone surrogates pass through ids, names and text",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const id = JSON.parse('"\\ud800"');
      const answer = await peer.exchange('{"id":"\\ud800","method":"setup.status"}', id);
      assert.equal(answer.id, id);
      const unknown = await peer.exchange('{"id":1,"method":"no.\\udfff.such"}', 1);
      assert.equal(unknown.error?.code, -32_601);
      const params = `{"session_id":"${session_id}","text":"a \\ud83d b \\ude00 c"}`;
      await peer.send(`{"id":2,"method":"prompt.submit","params":${params}}`);
      const complete = (await peer.turnEvents(session_id)).find(ofType("message.complete"));
      assert.equal(complete?.payload.text, JSON.parse('"a \\ud83d b \\ude00 c"'));
      await peer.take((frame) => frame.kind === "answer");
    },
  },
  {
    name: "NaN and Infinity are no JSON",
    async run(stage) {
      const peer = await stage.connect();
      for (const value of ["NaN", "Infinity", "-Infinity"]) {
        const { error } = await peer.exchange(`{"id":${value},"method":"setup.status"}`);
        assert.equal(error?.code, -32_700);
      }
      await assertAlive(peer);
    },
  },
  {
    name: "of duplicate keys the last wins",
    async run(stage) {
      const peer = await stage.connect();
      const frame = '{"id":1,"method":"nowhere","id":2,"method":"setup.status"}';
      assert.ok((await peer.exchange(frame, 2)).result);
    },
  },
  {
    name: "a __proto__ key is a key like any other",
    async run(stage) {
      const peer = await stage.connect();
      const { session_id } = await peer.open();
      const inherited = `{"__proto__":{"session_id":"${session_id}"}}`;
      const usage = await peer.exchange(
        `{"id":1,"method":"session.usage","params":${inherited}}`,
        1,
      );
      assert.equal(usage.error?.code, 4001);
      const method = await peer.exchange('{"id":2,"__proto__":{"method":"setup.status"}}', 2);
      assert.equal(method.error?.code, -32_600);
      const { raw } = await peer.exchange(
        '{"id":{"__proto__":{"x":1}},"method":"setup.status"}',
        JSON.parse('{"__proto__":{"x":1}}'),
      );
      assert.ok(raw.includes('{"__proto__":{"x":1}}'), raw);
      const { messages } = await peer.open({
        messages: [JSON.parse('{"__proto__":{"role":"user","text":"hidden"}}')],
      });
      assert.deepEqual(messages, []);
    },
  },
  {
    name: "names every object inherits are neither methods, sessions nor settings",
    async run(stage) {
      const peer = await stage.connect();
      for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
        assert.deepEqual(await peer.refused(name), {
          code: -32_601,
          message: `unknown method: ${name}`,
        });
        assert.equal((await peer.refused("config.get", { key: name })).code, 4002);
        assert.equal((await peer.refused("config.set", { key: name, value: "1" })).code, 4002);
        assert.equal((await peer.refused("session.usage", { session_id: name })).code, 4001);
      }
    },
  },
  {
    name: "a frame over the limit is refused with its size, one of just the limit is read",
    async run(stage) {
      const server = await stage.launch({ env: { TIDEGATE_MAX_FRAME_BYTES: `${LIMIT}` } });
      const peer = await server.connect();
      assert.deepEqual((await peer.exchange(requestOfBytes(LIMIT), 1)).result, { closed: false });
      const over = [requestOfBytes(LIMIT + 1), "x".repeat(5_000_000), "日".repeat(LIMIT / 2)];
      for (const frame of over) {
        const { error } = await peer.exchange(frame);
        assert.equal(error?.code, -32_600);
        const bytes = new TextEncoder().encode(frame).length;
        assert.match(error?.message ?? "", new RegExp(`${bytes} bytes.* limit of ${LIMIT}`));
      }
      const { session_id } = await peer.open();
      await peer.turn(session_id, "all is well");
    },
  },
  {
    on: "stdio",
    name: "bytes that are not UTF-8 are answered as whatever they decode to",
    async run(stage) {
      const peer = await stage.connect();
      await peer.line.send(new Uint8Array([0xff, 0xfe, 0xc3, 0x28, 0x0a]));
      assert.equal(
        (await peer.take((frame) => frame.kind === "answer")).raw.includes("-32700"),
        true,
      );
      const request = new TextEncoder().encode('{"id":1,"method":"x?"}\n');
      await peer.line.send(request.map((byte) => byte === 0x3f ? 0xff : byte));
      const unknown = await peer.take((frame) => frame.kind === "answer");
      assert.ok(unknown.raw.includes("unknown method: x\ufffd"), unknown.raw);
      await assertAlive(peer);
    },
  },
  {
    on: "stdio",
    name: "a request may arrive byte by byte, and many in one write",
    async run(stage) {
      const peer = await stage.connect();
      const bytes = new TextEncoder().encode('{"id":"ß日𝄞","method":"setup.status"}\n');
      for (let i = 0; i < bytes.length; i++) await peer.line.send(bytes.slice(i, i + 1));
      assert.ok((await peer.take((frame) => frame.kind === "answer")).raw.includes("ß日𝄞"));
      const many = Array.from({ length: 50 }, (_, id) => `{"id":${id},"method":"setup.status"}`);
      await peer.send(many.join("\n"));
      const answers = (await peer.settle()).filter((frame) => frame.kind === "answer");
      assert.deepEqual(answers.map((answer) => answer.id), many.map((_, id) => id));
    },
  },
  {
    on: "websocket",
    name: "a binary frame ends the connection with 1003, and only that one",
    async run(stage) {
      const [one, other] = [await stage.connect(), await stage.connect()];
      await one.next();
      await one.line.send(new TextEncoder().encode('{"id":1,"method":"setup.status"}'));
      const { code } = await (one.line as WebSocketLine).closed;
      assert.equal(code, 1003);
      assert.ok(await one.ended());
      await assertAlive(other);
    },
  },
];
