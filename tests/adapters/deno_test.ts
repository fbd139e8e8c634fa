import assert from "node:assert/strict";
import { Credentials, PortInUseError, randomSecret, serve } from "../../src/adapters/deno.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { TOKEN } from "../http/support/app_bench.ts";
import { denoBench } from "../http/support/deno_bench.ts";
import { rawHandshake, rawRequest } from "../http/support/raw_http.ts";
import { READY, StandInGateway } from "../http/support/stand_in_gateway.ts";

Deno.test("serve() listens on a port of its own and says which", async () => {
  await using bench = await denoBench();
  const { server, port } = bench;
  assert.ok(port > 0);
  assert.equal(server.hostname, "127.0.0.1");
  assert.equal(server.url, `http://127.0.0.1:${port}`);
  assert.equal(server.addr.port, port);
  const response = await fetch(`${server.url}/healthz`);
  assert.deepEqual(await response.json(), { status: "ok" });
});

Deno.test("serve() needs no clock, no logger, and nothing that is not exported beside it", async () => {
  const token = randomSecret();
  const credentials = new Credentials({ token });
  const gateway = new StandInGateway();
  const server = await serve({ gateway, credentials, hostname: "127.0.0.1", port: 0 });
  const answer = await rawHandshake(server.port, { authorization: `Bearer ${token}` });
  assert.equal(answer.status, 101);
  await gateway.ended();
  await server.shutdown();
});

Deno.test("serve() greets first and carries text both ways", async () => {
  await using bench = await denoBench();
  const client = bench.connect();
  assert.equal(await client.next(), READY);
  assert.equal(client.socket.protocol, "tidegate.v1");
  client.send("grüße 😀");
  assert.equal(await client.next(), "echo:grüße 😀");
  const { peer } = await bench.gateway.opened();
  assert.match(peer.label, /^127\.0\.0\.1:\d+$/);
  assert.equal(peer.transport, "websocket");
  await client.close();
});

Deno.test("serve() keeps connections apart", async () => {
  await using bench = await denoBench();
  const [one, two] = [bench.connect(), bench.connect()];
  assert.equal(await one.next(), READY);
  assert.equal(await two.next(), READY);
  two.send("two");
  one.send("one");
  assert.equal(await one.next(), "echo:one");
  assert.equal(await two.next(), "echo:two");
  await one.close();
  two.send("still here");
  assert.equal(await two.next(), "echo:still here");
  await two.close();
});

Deno.test("serve() rejects with PortInUseError when the port is taken, and leaves its owner alone", async () => {
  await using bench = await denoBench();
  const error = await denoBench({ port: bench.port }).catch((error: unknown) => error);
  assert.ok(error instanceof PortInUseError);
  assert.equal(error.port, bench.port);
  assert.equal(error.hostname, "127.0.0.1");
  assert.match(error.message, new RegExp(`127\\.0\\.0\\.1 port ${bench.port}: .* another port`));
  // Whoever embeds this has no command line.
  assert.doesNotMatch(error.message, /--/);
  assert.equal((await rawRequest(bench.port, { path: "/healthz" })).status, 200);
});

Deno.test("serve() finds bad options before it listens", async () => {
  const probe = await denoBench();
  const { port } = probe;
  await probe[Symbol.asyncDispose]();
  await assert.rejects(denoBench({ port, publicOrigins: ["nonsense"] }), TypeError);
  await using bench = await denoBench({ port });
  assert.equal(bench.port, port);
});

Deno.test("serve() says why an address cannot be bound", async () => {
  // A documentation address (RFC 5737): no interface has it.
  await assert.rejects(denoBench({ hostname: "192.0.2.1", port: 9119 }), {
    name: "Error",
    message: /^Cannot listen on 192\.0\.2\.1 port 9119: ./,
  });
});

Deno.test("serve() selects a subprotocol offered without a blank behind the comma", async () => {
  await using bench = await denoBench();
  const answer = await rawHandshake(bench.port, {
    "sec-websocket-protocol": `tidegate.token.${TOKEN},tidegate.v1,other`,
  });
  assert.equal(answer.status, 101);
  assert.equal(answer.headers.get("sec-websocket-protocol"), "tidegate.v1");
  await bench.gateway.ended();
});

Deno.test("serve() echoes the token's subprotocol when it is all there is", async () => {
  await using bench = await denoBench();
  const protocol = `tidegate.token.${TOKEN}`;
  const answer = await rawHandshake(bench.port, { "sec-websocket-protocol": protocol });
  assert.equal(answer.status, 101);
  assert.equal(answer.headers.get("sec-websocket-protocol"), protocol);
  // Deno 2.4 lets nobody change this answer, and stops the server when somebody's attempt fails.
  assert.equal(answer.headers.get("content-security-policy"), null);
  await bench.gateway.ended();
});

Deno.test("serve() survives a HEAD request dressed as an upgrade", async () => {
  await using bench = await denoBench();
  const answer = await rawHandshake(bench.port, { authorization: `Bearer ${TOKEN}` }, {
    method: "HEAD",
  }).catch(() => null);
  assert.notEqual(answer?.status, 101);
  assert.equal((await rawRequest(bench.port, { path: "/healthz" })).status, 200);
});

Deno.test("serve() answers on IPv6 loopback, and labels its peers so", async () => {
  const gateway = new StandInGateway();
  const server = await serve({
    gateway,
    credentials: new Credentials({ token: TOKEN, clock: systemClock }),
    hostname: "::1",
    port: 0,
    clock: systemClock,
    logger: silentLogger,
  });
  assert.equal(server.url, `http://[::1]:${server.port}`);
  const answer = await rawHandshake(server.port, { authorization: `Bearer ${TOKEN}` }, {
    hostname: "::1",
  });
  assert.equal(answer.status, 101);
  await gateway.ended();
  assert.match(gateway.connections[0]?.peer.label ?? "", /^\[::1\]:\d+$/);
  await server.shutdown();
});
