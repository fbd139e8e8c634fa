import assert from "node:assert/strict";
import { connect } from "../../src/client/client.ts";
import type { ClientOptions } from "../../src/client/options.ts";
import { ScriptedNet, settle } from "./support/scripted_net.ts";

function states(net: ScriptedNet): string[] {
  const seen: string[] = [];
  net.client.on("state", (state) => {
    seen.push(state.kind === "waiting" ? `waiting ${state.retryInMs}` : state.kind);
  });
  return seen;
}

Deno.test("Connector waits longer after each attempt that fails, 30 s at most, and no longer once it was online", async () => {
  await using net = new ScriptedNet();
  const seen = states(net);
  for (const ms of [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    await settle();
    net.socket.drop();
    await settle();
    net.time.tick(ms - 1);
    const before = net.sockets.length;
    net.time.tick(1);
    await settle();
    assert.equal(net.sockets.length, before + 1);
  }
  await net.online();
  net.socket.drop();
  await settle();
  assert.deepEqual(seen.filter((state) => state !== "connecting"), [
    ...[2, 4, 8, 16, 30, 30].map((seconds) => `waiting ${seconds * 1_000}`),
    "online",
    "waiting 2000",
  ]);
});

Deno.test("Connector asks for a fresh credential before each attempt", async () => {
  const asked: number[] = [];
  await using net = new ScriptedNet({
    credential: ({ attempt }) => {
      asked.push(attempt);
      return { query: { ticket: `t${asked.length}` } };
    },
  });
  await settle();
  await net.again();
  assert.deepEqual(asked, [1, 2]);
  assert.deepEqual(net.sockets.map(({ url, protocols }) => [url, protocols]), [
    ["ws://gateway.test/api/ws?batch=1&ticket=t1", []],
    ["ws://gateway.test/api/ws?batch=1&ticket=t2", []],
  ]);
});

Deno.test("Connector tries again when a credential could not be had, and says why", async () => {
  await using net = new ScriptedNet({
    credential: () => Promise.reject(new Error("the vault is locked")),
  });
  await settle();
  const { state } = net.client;
  assert.ok(state.kind === "waiting");
  assert.equal(state.error.message, "the vault is locked");
  assert.deepEqual(net.sockets, []);
});

Deno.test("Connector gives up a credential that does not come", async () => {
  let given: AbortSignal | undefined;
  await using net = new ScriptedNet({
    credential: ({ signal }) => {
      given = signal;
      return new Promise(() => {});
    },
  });
  net.time.tick(15_000);
  assert.equal(net.client.state.kind, "waiting");
  assert.equal(given?.aborted, true);
});

for (const code of [1003, 4401, 4403, 4404]) {
  Deno.test(`Connector stops when the gateway closes with ${code}`, async () => {
    await using net = new ScriptedNet({ token: "secret" });
    await net.online();
    const waits = net.client.request("session.list");
    net.socket.drop(code, "not you");
    await assert.rejects(waits, /the connection was lost/);
    await settle();
    assert.equal(net.client.state.kind, "stopped");
    await assert.rejects(net.client.online(), new RegExp(`not you \\(${code}\\)`));
    net.client.reconnect();
    await settle();
    assert.equal(net.sockets.length, 2);
  });
}

Deno.test("Connector tries a refused credential once more where it can get another", async () => {
  await using net = new ScriptedNet({ credential: () => "fresh" });
  await net.online();
  net.socket.drop(4401);
  await settle();
  assert.equal(net.client.state.kind, "waiting");
  net.time.tick(2_000);
  await settle();
  net.socket.drop(4401);
  await settle();
  assert.equal(net.client.state.kind, "stopped");
});

Deno.test("Connector asks over HTTP why a socket did not open", async () => {
  const asked: unknown[] = [];
  const answering = (status: number): ClientOptions => ({
    token: "secret",
    fetch: (input, init) => {
      asked.push(String(input), new Headers(init?.headers).get("authorization"));
      return Promise.resolve(new Response(null, { status }));
    },
  });
  for (const [status, kind] of [[401, "stopped"], [403, "stopped"], [204, "waiting"]] as const) {
    await using net = new ScriptedNet(answering(status));
    await settle();
    net.socket.drop();
    await settle();
    assert.equal(net.client.state.kind, kind);
  }
  assert.deepEqual(asked.slice(0, 2), ["http://gateway.test/api/auth/check", "Bearer secret"]);
});

Deno.test("Line asks a gateway that is quiet whether it is there, and hangs up where there is no answer", async () => {
  await using net = new ScriptedNet();
  const socket = await net.online();
  net.time.tick(19_999);
  assert.deepEqual(socket.waiting, []);
  net.time.tick(1);
  assert.deepEqual(socket.waiting, ["gateway.ping"]);
  net.time.tick(10_000);
  // Any answer will do.
  socket.fail("gateway.ping", -32601);
  net.time.tick(24_999);
  assert.equal(net.client.state.kind, "online");
  assert.deepEqual(socket.waiting, ["gateway.ping"]);
  net.time.tick(15_000);
  await settle();
  assert.equal(net.client.state.kind, "waiting");
  assert.ok(socket.closed);
});

Deno.test("Line doubts at once when the network comes back, and a wait ends then", async () => {
  await using net = new ScriptedNet();
  const socket = await net.online();
  net.wake();
  assert.deepEqual(socket.waiting, ["gateway.ping"]);
  net.time.tick(5_000);
  await settle();
  assert.equal(net.client.state.kind, "waiting");
  net.wake();
  await settle();
  assert.equal(net.sockets.length, 2);
});

Deno.test("Line reports a frame that is no JSON object, and goes on", async () => {
  await using net = new ScriptedNet();
  const socket = await net.online();
  for (const text of ["{", "[1]", "[[]]", "3", new ArrayBuffer(2)]) socket.text(text);
  assert.equal(net.errors.splice(0).length, 5);
  const listed = net.client.sessions.list();
  socket.answer("session.list", { sessions: [] });
  assert.deepEqual(await listed, []);
});

Deno.test("Line takes a batch apart, frame by frame, beside what is none of its frames", async () => {
  await using net = new ScriptedNet();
  await settle();
  const heard: unknown[] = [];
  net.client.on("event", ({ type }) => heard.push(type));
  const event = (type: string) => ({
    jsonrpc: "2.0",
    method: "event",
    params: { type, payload: {} },
  });
  net.socket.open();
  net.socket.text(JSON.stringify([event("gateway.ready"), event("skin.changed"), 3, event("x")]));
  await settle();
  assert.equal(net.client.state.kind, "online");
  assert.deepEqual(heard, ["gateway.ready", "skin.changed", "x"]);
  assert.equal(net.errors.splice(0).length, 1);
});

Deno.test("Line listens to no more of a batch once somebody has hung up on it", async () => {
  await using net = new ScriptedNet();
  const socket = await net.online();
  const heard: unknown[] = [];
  net.client.on("event", ({ type }) => {
    heard.push(type);
    void net.client.close();
  });
  const event = (type: string) => ({
    jsonrpc: "2.0",
    method: "event",
    params: { type, payload: {} },
  });
  socket.text(JSON.stringify([event("skin.changed"), event("x")]));
  await settle();
  assert.deepEqual(heard, ["skin.changed"]);
});

Deno.test("connect() gives up an attempt that brings no greeting", async () => {
  await using net = new ScriptedNet();
  await settle();
  net.socket.open();
  net.time.tick(15_000);
  await settle();
  assert.equal(net.client.state.kind, "waiting");
  assert.ok(net.socket.closed);
});

Deno.test("connect() stops with the reason when no socket can be made", async () => {
  const Socket = class {
    constructor() {
      throw new SyntaxError("not a subprotocol");
    }
    addEventListener() {}
    send() {}
    close() {}
  };
  const client = connect({ url: "ws://gateway.test", WebSocket: Socket, token: "x", fetch: null });
  await assert.rejects(client.online(), /no socket could be made/);
  await client.close();
});

Deno.test("Client.close() fails all that waits with one kind of error, and does nothing twice", async () => {
  const net = new ScriptedNet();
  const socket = await net.online();
  const opening = net.client.sessions.create();
  socket.answer("session.create", { session_id: "live1", stored_session_id: "stored1" });
  const session = await opening;
  net.time.tick(0);
  const waits = [
    ...[net.client.request("session.list"), session.history(), session.prompt("hello").done],
    session.prompt("again").accepted,
  ];
  const told = Promise.allSettled(waits);
  await net[Symbol.asyncDispose]();
  for (const result of await told) {
    assert.ok(result.status === "rejected");
    assert.match(String(result.reason), /^ConnectionError/);
  }
  await net.client.close();
  await assert.rejects(net.client.request("session.list"), /it was closed here/);
  assert.equal(net.client.state.kind, "closed");
});
