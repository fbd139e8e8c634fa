import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
// @ts-types="@types/ws"
import { type WebSocket as NodeWebSocket, WebSocketServer } from "ws";
import { echoProvider } from "../../src/agent/echo_agent.ts";
import { createGateway } from "../../src/gateway/gateway.ts";
import { type AcceptOptions, acceptWebSocket } from "../../src/http/accept_web_socket.ts";
import type { WebSocketLike } from "../../src/http/standard_socket.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { LogBook } from "../support/log_book.ts";
import type { Json } from "../support/stage.ts";
import { WebSocketClient } from "./support/web_socket_client.ts";

const hostname = "127.0.0.1";

function echoGateway(logger = new LogBook()) {
  return createGateway({ provider: echoProvider(), logger });
}

/** A server that accepts every WebSocket itself. */
function accepting(options?: AcceptOptions) {
  const log = new LogBook();
  const gateway = echoGateway(log);
  const server = Deno.serve({ hostname, port: 0, onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    acceptWebSocket(gateway, socket, options);
    return response;
  });
  return { gateway, log, server, url: `ws://${hostname}:${server.addr.port}/` };
}

Deno.test("acceptWebSocket() speaks over a socket of Deno.upgradeWebSocket", async () => {
  const { gateway, log, server, url } = accepting({ label: "my own door" });
  const client = new WebSocketClient(url);
  assert.match(await client.next(), /"gateway\.ready"/);
  client.send('{"id":1,"method":"setup.status"}');
  assert.equal(
    await client.next(),
    '{"jsonrpc":"2.0","id":1,"result":{"provider_configured":true}}',
  );
  assert.deepEqual(log.fieldsOf("ws accepted"), { peer: "my own door" });
  await gateway.shutdown();
  assert.equal((await client.closed).code, 1001);
  await server.shutdown();
});

Deno.test("acceptWebSocket() gives the peer the role it is told", async () => {
  const { gateway, server, url } = accepting({ role: "observer" });
  const client = new WebSocketClient(url);
  await client.next();
  client.send('{"id":1,"method":"session.create"}');
  assert.match(await client.next(), /"id":1,"error":\{"code":4040/);
  await client.close();
  await gateway.shutdown();
  await server.shutdown();
});

Deno.test("acceptWebSocket() sends batches to a peer that is said to take them", async () => {
  const { gateway, server, url } = accepting({ batch: true });
  const client = new WebSocketClient(url);
  assert.match(await client.next(), /^\{.*"gateway\.ready"/);
  const ids: string[] = [];
  for (const id of [1, 2]) {
    client.send(JSON.stringify({ id, method: "session.create" }));
    let answer: Json;
    while (answer?.id !== id) answer = JSON.parse(await client.next());
    ids.push(answer.result.session_id);
  }
  const text = "high tide ".repeat(200);
  for (const session_id of ids) {
    client.send(JSON.stringify({ id: 3, method: "prompt.submit", params: { session_id, text } }));
  }
  let batch = "";
  while (!batch.startsWith("[")) batch = await client.next();
  const frames: Json[] = JSON.parse(batch);
  assert.deepEqual(frames.map(({ params }) => params.session_id).sort(), ids.sort());
  await client.close();
  await gateway.shutdown();
  await server.shutdown();
});

Deno.test("acceptWebSocket() speaks over an open socket of ws, and ends with it", async () => {
  const gateway = echoGateway();
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, maxPayload: gateway.maxFrameBytes });
  const ended = new Promise((resolve) => {
    sockets.on("connection", (socket: NodeWebSocket) => {
      acceptWebSocket(gateway, socket);
      socket.once("close", resolve);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, hostname, resolve));
  const client = new WebSocketClient(`ws://${hostname}:${(http.address() as AddressInfo).port}/`);
  assert.match(await client.next(), /"gateway\.ready"/);
  client.send('{"id":1,"method":"setup.status"}');
  assert.match(await client.next(), /"provider_configured":true/);
  assert.equal(gateway.counts.connections, 1);
  await client.close();
  await ended;
  assert.equal(gateway.counts.connections, 0);
  await gateway.shutdown();
  await new Promise((resolve) => http.close(resolve));
});

Deno.test("acceptWebSocket() refuses a socket that is closing, closed, or none", async () => {
  const gateway = createGateway({ provider: echoProvider(), logger: silentLogger });
  for (const socket of [{ readyState: 2 }, { readyState: 3 }, {}, undefined]) {
    assert.throws(
      () => acceptWebSocket(gateway, socket as unknown as WebSocketLike),
      /^TypeError: Cannot accept a WebSocket: its readyState is (2|3|undefined); hand it over while/,
    );
  }
  await gateway.shutdown();
});
