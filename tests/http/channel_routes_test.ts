import assert from "node:assert/strict";
import { Channels } from "../../src/gateway/channels.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { MemorySocket } from "../support/memory_socket.ts";
import { appBench, HANDSHAKE, OWN, problemOf, TOKEN, UPGRADED } from "./support/app_bench.ts";
import { StandInGateway } from "./support/stand_in_gateway.ts";

const BEARER = { authorization: `Bearer ${TOKEN}` };
const OBSERVER = "watch-and-no-more";
const PATHS = ["/api/pub", "/api/events"] as const;
const PEER = { label: "127.0.0.1:5", transport: "websocket" } as const;

class GatewayWithChannels extends StandInGateway {
  readonly channels = new Channels({
    clock: systemClock,
    logger: silentLogger,
    maxFrameBytes: 64,
    highWaterBytes: 1024,
    limits: { channels: 2, members: 1 },
  });
}

function channelBench() {
  const gateway = new GatewayWithChannels();
  const bench = appBench({ gateway, observerToken: OBSERVER });
  const dial = (path: string, headers: Record<string, string> = BEARER) =>
    bench.send(path, { headers: { ...HANDSHAKE, ...headers } });
  const accept = () => {
    const socket = new MemorySocket();
    const connection = bench.upgrades.shift()?.accept(socket, PEER);
    if (connection === undefined) throw new Error("nobody was let in");
    return { socket, connection };
  };
  return { ...bench, gateway, dial, accept };
}

Deno.test("GET /api/pub and /api/events join a channel, and say nothing by themselves", async () => {
  const { dial, accept } = channelBench();
  assert.equal(await dial("/api/events?channel=a.b_C-1"), UPGRADED);
  const subscriber = accept();
  assert.equal(await dial("/api/pub?channel=a.b_C-1"), UPGRADED);
  const publisher = accept();
  publisher.connection.receive('{"any":"text"}');
  assert.deepEqual(subscriber.socket.frames, ['{"any":"text"}']);
  assert.deepEqual(publisher.socket.frames, []);
});

Deno.test("GET /api/pub and /api/events take every kind of credential /api/ws takes", async () => {
  const { dial, accept, credentials } = channelBench();
  const cookie = `tidegate_9119=${credentials.signIn()}`;
  const ways: [Record<string, string>, string][] = [
    [BEARER, ""],
    [{ "x-hermes-session-token": TOKEN }, ""],
    [{ "sec-websocket-protocol": `tidegate.v1, tidegate.token.${TOKEN}` }, ""],
    [{ cookie, origin: OWN }, ""],
    [{}, `&token=${TOKEN}`],
  ];
  for (const path of PATHS) {
    for (const [headers, query] of ways) {
      assert.equal(await dial(`${path}?channel=tides${query}`, headers), UPGRADED);
      accept().connection.end("done");
    }
  }
});

Deno.test("GET /api/pub and /api/events refuse as /api/ws does, before they look at the channel", async () => {
  const { dial, send, gateway, upgrades } = channelBench();
  const table: [Record<string, string>, string][] = [
    [{}, "401 4401 no_credential"],
    [{ authorization: "Bearer guess" }, "401 4401 token_mismatch"],
    [{ ...BEARER, host: "evil.example" }, "400 4403 host_refused"],
    [{ ...BEARER, origin: "http://evil.example" }, "403 4403 origin_refused"],
    [{ ...BEARER, "sec-websocket-version": "8" }, "400 400 bad_handshake"],
  ];
  for (const path of PATHS) {
    for (const query of ["", "?channel=tides", "?channel=a/b"]) {
      for (const [headers, expected] of table) {
        assert.equal(await problemOf(await dial(`${path}${query}`, headers)), expected);
      }
    }
    const far = { headers: { ...HANDSHAKE, ...BEARER }, remoteAddress: "10.0.0.9" };
    const refused = await send(`${path}?channel=tides`, far);
    assert.equal(await problemOf(refused), "403 4403 peer_refused");
    assert.equal(await problemOf(await send(`${path}?channel=tides`)), "426 426 upgrade_required");
  }
  gateway.draining = true;
  for (const path of PATHS) {
    assert.equal(await problemOf(await dial(`${path}?channel=tides`)), "503 1001 draining");
  }
  assert.equal(upgrades.length, 0);
});

Deno.test("GET /api/pub and /api/events refuse a channel that is missing, no name, or named twice", async () => {
  const { dial, upgrades } = channelBench();
  const bad = [
    "",
    "?channel=",
    "?channel=a%2Fb",
    "?channel=a%20b",
    "?channel=t%C3%AFdes",
    "?channel=a%0A",
    `?channel=${"x".repeat(129)}`,
    "?channel=a&channel=b",
    "?Channel=a",
  ];
  for (const path of PATHS) {
    for (const query of bad) {
      const expected = "400 4400 bad_channel";
      assert.equal(await problemOf(await dial(`${path}${query}`)), expected, query);
    }
  }
  assert.equal(upgrades.length, 0);
  assert.equal(await dial(`/api/pub?channel=${"x".repeat(128)}`), UPGRADED);
});

Deno.test("GET /api/events takes an observer's credential, /api/pub does not", async () => {
  const { dial } = channelBench();
  const watching = { authorization: `Bearer ${OBSERVER}` };
  assert.equal(await dial("/api/events?channel=tides", watching), UPGRADED);
  const refused = await dial("/api/pub?channel=tides", watching);
  assert.equal(await problemOf(refused), "403 4403 may_only_watch");
});

Deno.test("GET /api/pub and /api/events refuse who would be one too many", async () => {
  const { dial, accept, gateway } = channelBench();
  await dial("/api/pub?channel=tides");
  await dial("/api/pub?channel=tides");
  const [first, second] = [accept(), accept()];
  assert.deepEqual(first.socket.closes, []);
  // There was room when the door looked.
  assert.equal(second.socket.closes[0]?.code, 1013);
  const refused = await dial("/api/pub?channel=tides");
  assert.equal(await problemOf(refused), "503 1013 channels_full");
  await dial("/api/events?channel=winds");
  accept();
  const another = await dial("/api/events?channel=clouds");
  assert.equal(await problemOf(another), "503 1013 channels_full");
  first.connection.end("done");
  assert.equal(await dial("/api/events?channel=clouds"), UPGRADED);
  assert.deepEqual(gateway.connections, []);
});

Deno.test("GET /api/events closes with the sign-in that let it in", async () => {
  const { dial, accept, credentials, send } = channelBench();
  const cookie = `tidegate_9119=${credentials.signIn()}`;
  await dial("/api/events?channel=tides", { cookie, origin: OWN });
  const { socket } = accept();
  await send("/api/auth/logout", { method: "POST", headers: { cookie, origin: OWN } });
  assert.equal(socket.closes[0]?.code, 4401);
});

Deno.test("GET /api/pub is not there where a gateway has no channels", async () => {
  const refused = await appBench().send("/api/pub?channel=tides", { headers: HANDSHAKE });
  assert.equal(await problemOf(refused), "404 404 not_found");
});
