/** Channels that carry any text past the sessions. PROTOCOL 2.6, 2.7; PROTOCOL_MORE C.1, C.5. */
import assert from "node:assert/strict";
import { type Address, addressOf, type Case, type Server } from "../case.ts";
import { patiently } from "../patience.ts";
import { HANDSHAKE, type RawAnswer, rawRequest } from "../raw_http.ts";
import { dial, type WebSocketLine } from "../websocket_line.ts";

const PATHS = ["/api/pub", "/api/events"] as const;

type Path = typeof PATHS[number];

async function join(server: Server, path: Path, channel: string): Promise<WebSocketLine> {
  const { port, token } = addressOf(server);
  const url = `ws://127.0.0.1:${port}${path}?token=${token}&channel=${channel}`;
  const line = await patiently(dial(url), () => `${path} to open`);
  // The server may hear of the open socket a moment after us; it has by the time it has answered this.
  await (await fetch(`http://127.0.0.1:${port}/healthz`)).body?.cancel();
  return line;
}

async function hears(line: WebSocketLine, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    assert.equal(await patiently(line.receive(), () => `"${text}" in the channel`), text);
  }
}

function upgrade(
  { port, token }: Address,
  target: string,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const usual = { host: `127.0.0.1:${port}`, authorization: `Bearer ${token}`, ...HANDSHAKE };
  return rawRequest(port, { line: `GET ${target} HTTP/1.1`, headers: { ...usual, ...headers } });
}

function assertRefused({ status, body }: RawAnswer, expected: [status: number, code: number]) {
  const { error } = JSON.parse(body);
  assert.deepEqual([status, error.code], expected, body);
  assert.ok(error.message.length > 20, "it says what to do");
}

export const channelCases: readonly Case[] = [
  {
    on: "websocket",
    name: "each text of a publisher gets to every subscriber of its channel, as it is, once",
    async run(stage) {
      const server = await stage.server();
      const [first, second] = [
        await join(server, "/api/events", "all.hear-it_1"),
        await join(server, "/api/events", "all.hear-it_1"),
      ];
      const other = await join(server, "/api/events", "other");
      const publisher = await join(server, "/api/pub", "all.hear-it_1");
      const elsewhere = await join(server, "/api/pub", "other");
      const texts = ['{"jsonrpc" : "2.0" }', "no JSON at all", "日本 𝄞", " ", "x".repeat(100_000)];
      for (const text of texts) await publisher.send(text);
      await hears(first, texts);
      await hears(second, texts);
      await elsewhere.send("only this");
      await hears(other, ["only this"]);
      for (const line of [first, second, other, publisher, elsewhere]) {
        assert.deepEqual(await line.hangUp(), []);
      }
    },
  },
  {
    on: "websocket",
    name: "nobody listens to a subscriber, and it may say what it likes",
    async run(stage) {
      const server = await stage.server();
      const [speaking, hearing] = [
        await join(server, "/api/events", "quiet"),
        await join(server, "/api/events", "quiet"),
      ];
      await speaking.send('{"id":1,"method":"setup.status"}');
      const publisher = await join(server, "/api/pub", "quiet");
      await publisher.send("from a publisher");
      await hears(speaking, ["from a publisher"]);
      await hears(hearing, ["from a publisher"]);
      for (const line of [speaking, hearing, publisher]) assert.deepEqual(await line.hangUp(), []);
    },
  },
  {
    on: "websocket",
    name: "a channel that is missing, or no name, is refused with 4400, behind all other reasons",
    async run(stage) {
      const address = addressOf(await stage.server());
      const bad = ["", "?channel=", "?channel=a%2Fb", `?channel=${"x".repeat(129)}`];
      const last = `?channel=${"x".repeat(128)}`;
      for (const path of PATHS) {
        for (const query of bad) {
          assertRefused(await upgrade(address, `${path}${query}`), [400, 4400]);
        }
        const wrong = { authorization: "Bearer wrong" };
        assertRefused(await upgrade(address, path, wrong), [401, 4401]);
        assertRefused(await upgrade(address, path, { authorization: "" }), [401, 4401]);
        assertRefused(await upgrade(address, path, { origin: "http://evil.example" }), [403, 4403]);
        const host = await upgrade(address, path, { host: "evil.example" });
        assert.equal(JSON.parse(host.body).error.code, 4403);
        assert.equal((await upgrade(address, `${path}${last}`)).status, 101);
      }
    },
  },
  {
    on: "websocket",
    name: "a binary frame ends a member of a channel with 1003, a frame over the limit with 1009",
    async run(stage) {
      const server = await stage.launch({ env: { TIDEGATE_MAX_FRAME_BYTES: "1024" } });
      for (const path of PATHS) {
        const binary = await join(server, path, "tides");
        await binary.send(new Uint8Array([1, 2, 3]));
        assert.equal((await patiently(binary.closed, () => "the close")).code, 1003);
        const large = await join(server, path, "tides");
        await large.send("x".repeat(1024));
        await large.send("x".repeat(1025));
        assert.equal((await patiently(large.closed, () => "the close")).code, 1009);
      }
    },
  },
  {
    on: "websocket",
    name: "an observer's credential subscribes and does not publish",
    async run(stage) {
      const observer = "watch-0123456789abcdef";
      const server = await stage.launch({ env: { TIDEGATE_OBSERVER_TOKEN: observer } });
      const { port } = addressOf(server);
      const watching = { authorization: `Bearer ${observer}` };
      const refused = await upgrade(addressOf(server), "/api/pub?channel=tides", watching);
      assertRefused(refused, [403, 4403]);
      const query = `token=${observer}&channel=tides`;
      const subscriber = await dial(`ws://127.0.0.1:${port}/api/events?${query}`);
      const publisher = await join(server, "/api/pub", "tides");
      await publisher.send("a");
      await hears(subscriber, ["a"]);
      for (const line of [subscriber, publisher]) await line.drop();
    },
  },
  {
    on: "websocket",
    name: "a shutdown closes both sides of a channel with 1001",
    async run(stage) {
      // There is no signal on Windows that asks for one.
      if (Deno.build.os === "windows") return;
      const server = await stage.launch({});
      const lines = [];
      for (const path of PATHS) lines.push(await join(server, path, "tides"));
      await server.end();
      for (const line of lines) {
        assert.equal((await patiently(line.closed, () => "the close")).code, 1001);
      }
    },
  },
];
