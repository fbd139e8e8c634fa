import assert from "node:assert/strict";
import { MemorySocket } from "../support/memory_socket.ts";
import { appBench, HANDSHAKE, OWN, problemOf, TOKEN, UPGRADED } from "./support/app_bench.ts";
import { READY } from "./support/stand_in_gateway.ts";

const BEARER = { authorization: `Bearer ${TOKEN}` };

function dial(bench: ReturnType<typeof appBench>, headers: Record<string, string>, query = "") {
  return bench.send(`/api/ws${query}`, { headers: { ...HANDSHAKE, ...headers } });
}

Deno.test("GET /api/ws upgrades an admitted handshake, by every kind of credential", async () => {
  const bench = appBench();
  const cookie = `tidegate_9119=${bench.credentials.signIn()}`;
  const ways: [Record<string, string>, string][] = [
    [BEARER, ""],
    [{ "x-tidegate-token": TOKEN }, ""],
    [{ "x-hermes-session-token": TOKEN }, ""],
    [{ "sec-websocket-protocol": `tidegate.v1, tidegate.token.${TOKEN}` }, ""],
    [{ "sec-websocket-protocol": TOKEN }, ""],
    [{ cookie, origin: OWN }, ""],
    [{}, `?token=${TOKEN}`],
  ];
  for (const [headers, query] of ways) {
    await dial(bench, headers, query);
  }
  assert.equal(bench.upgrades.length, ways.length);
  assert.deepEqual(bench.upgrades.map(({ protocol }) => protocol), [
    undefined,
    undefined,
    undefined,
    "tidegate.v1",
    TOKEN,
    undefined,
    undefined,
  ]);
});

Deno.test("GET /api/ws tells the gateway what the peer's credential lets it do", async () => {
  const bench = appBench({ observerToken: "watch-and-no-more" });
  const cookie = `tidegate_9119=${bench.credentials.signIn()}`;
  const watching = { authorization: "Bearer watch-and-no-more" };
  const ways: [Record<string, string>, string][] = [
    [BEARER, ""],
    [{ cookie, origin: OWN }, ""],
    [{}, `?token=${TOKEN}`],
    [watching, ""],
    [{}, "?token=watch-and-no-more"],
    [{ "sec-websocket-protocol": "tidegate.token.watch-and-no-more" }, ""],
    [{ ...watching, "x-tidegate-token": TOKEN }, ""],
    // A sign-in is no help to a token that was shown beside it.
    [{ ...watching, cookie, origin: OWN }, ""],
  ];
  for (const [headers, query] of ways) await dial(bench, headers, query);
  for (const { accept } of bench.upgrades) {
    accept(new MemorySocket(), { label: "127.0.0.1:5", transport: "websocket" });
  }
  assert.deepEqual(bench.gateway.connections.map(({ peer }) => peer.role), [
    "controller",
    "controller",
    "controller",
    "observer",
    "observer",
    "observer",
    "controller",
    "observer",
  ]);
});

Deno.test("GET /api/ws tells the gateway the trace of who connects, if there is one", async () => {
  const bench = appBench();
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await dial(bench, { ...BEARER, traceparent });
  await dial(bench, BEARER);
  for (const { accept } of bench.upgrades) {
    accept(new MemorySocket(), { label: "127.0.0.1:5", transport: "websocket" });
  }
  const traces = bench.gateway.connections.map(({ peer }) => peer.trace);
  assert.deepEqual(traces, [traceparent, undefined]);
});

Deno.test("GET /api/ws tells the gateway whether batches are asked for", async () => {
  const bench = appBench();
  for (const query of ["", "?batch=1", "?batch=0"]) await dial(bench, BEARER, query);
  for (const { accept } of bench.upgrades) {
    accept(new MemorySocket(), { label: "127.0.0.1:5", transport: "websocket" });
  }
  assert.deepEqual(bench.gateway.connections.map(({ peer }) => peer.batch), [false, true, false]);
});

Deno.test("GET /api/ws refuses what nobody can tell of batches", async () => {
  const bench = appBench();
  for (const query of ["?batch=yes", "?batch=", "?batch=0&batch=1"]) {
    const response = await dial(bench, BEARER, query);
    assert.equal(await problemOf(response.clone()), "400 400 bad_batch", query);
    assert.match(await response.text(), /batch is 1, for frames in JSON-RPC batches, or 0/);
  }
  assert.equal(bench.upgrades.length, 0);
});

Deno.test("GET /api/ws hands back the very answer of the runtime", async () => {
  assert.equal(await dial(appBench(), BEARER), UPGRADED);
});

Deno.test("GET /api/ws gives the gateway the socket, and what arrives on it", async () => {
  const bench = appBench();
  await dial(bench, BEARER);
  const socket = new MemorySocket();
  const connection = bench.upgrades[0]?.accept(socket, {
    label: "127.0.0.1:5",
    transport: "websocket",
  });
  assert.deepEqual(socket.frames, [READY]);
  connection?.receive("hello");
  const [seen] = bench.gateway.connections;
  assert.deepEqual(seen?.received, ["hello"]);
  assert.equal(seen?.peer.label, "127.0.0.1:5");
});

Deno.test("GET /api/ws refuses before the upgrade", async () => {
  const bench = appBench();
  const cookie = `tidegate_9119=${bench.credentials.signIn()}`;
  const table: [string, Record<string, string>, string][] = [
    ["no credential", {}, "401 4401 no_credential"],
    ["wrong token", { authorization: "Bearer guess" }, "401 4401 token_mismatch"],
    ["foreign host", { ...BEARER, host: "evil.example" }, "400 4403 host_refused"],
    ["foreign origin", { ...BEARER, origin: "http://evil.example" }, "403 4403 origin_refused"],
    ["cookie without origin", { cookie }, "403 4403 origin_refused"],
    ["cookie, null origin", { cookie, origin: "null" }, "403 4403 origin_refused"],
    ["cookie, other port", { cookie, origin: "http://127.0.0.1:1" }, "403 4403 origin_refused"],
    ["wrong version", { ...BEARER, "sec-websocket-version": "8" }, "400 400 bad_handshake"],
    ["short key", { ...BEARER, "sec-websocket-key": "abc" }, "400 400 bad_handshake"],
  ];
  for (const [name, headers, expected] of table) {
    assert.equal(await problemOf(await dial(bench, headers)), expected, name);
  }
  const away = await bench.send("/api/ws", {
    headers: { ...HANDSHAKE, ...BEARER },
    remoteAddress: "10.0.0.9",
  });
  assert.equal(await problemOf(away), "403 4403 peer_refused");
  bench.gateway.draining = true;
  assert.equal(await problemOf(await dial(bench, BEARER)), "503 1001 draining");
  assert.equal(await problemOf(await dial(bench, {})), "401 4401 no_credential");
  assert.equal(bench.upgrades.length, 0);
});

Deno.test("GET /api/ws refuses a token in the URL where the bind is not loopback", async () => {
  const bench = appBench({ bindHost: "0.0.0.0" });
  const refused = await dial(bench, {}, `?token=${TOKEN}`);
  assert.equal(await problemOf(refused), "401 4401 query_token_refused");
});

Deno.test("GET /api/ws tells plain requests that it is a WebSocket", async () => {
  const bench = appBench();
  const response = await bench.send("/api/ws");
  assert.equal(response.headers.get("upgrade"), "websocket");
  assert.equal(await problemOf(response), "426 426 upgrade_required");
  const half = await bench.send("/api/ws", { headers: { upgrade: "websocket" } });
  assert.equal(await problemOf(half), "426 426 upgrade_required");
  // Its answer is made from GET's: an upgrade there would stop Deno's server.
  const head = await bench.send("/api/ws", {
    method: "HEAD",
    headers: { ...HANDSHAKE, ...BEARER },
  });
  assert.equal(head.status, 426);
  assert.equal(bench.upgrades.length, 0);
});
