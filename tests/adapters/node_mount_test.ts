/** Upgrades are tried on Node itself: `node:http` of Deno 2.4 makes none. */
import assert from "node:assert/strict";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mount } from "../../src/adapters/node_mount.ts";
import { rawHandshake } from "../http/support/raw_http.ts";
import { WebSocketClient } from "../http/support/web_socket_client.ts";
import { hostname } from "./support/mount_names.ts";
import { hasNode, NodeProcess } from "./support/node_process.ts";
import { answersUnder, chatsUnder, endGateway, mountParts } from "./support/mounted.ts";

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, hostname, resolve));
  return `http://${hostname}:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

function listenerOf(app: Hono): RequestListener {
  return getRequestListener(app.fetch, { overrideGlobalObjects: false }) as RequestListener;
}

Deno.test("mount() on Node puts the page, sign-in and status of a gateway under a path", async () => {
  const parts = mountParts();
  const app = new Hono();
  app.get("/", (c) => c.text("my own page"));
  mount(app, parts);
  const server = createServer(listenerOf(app));
  const base = await listen(server);
  await answersUnder(base, parts.credentials.mintCode());
  await endGateway(parts.gateway);
  await stop(server);
});

Deno.test({
  name: "mount() and acceptWebSocket() on Node itself: page, sign-in, a chat, a door of one's own",
  ignore: !hasNode,
  async fn() {
    await using node = await NodeProcess.start("./node_mount_main.ts");
    const { port, code } = await node.read() as { port: number; code: string };
    const base = `http://${hostname}:${port}`;
    await answersUnder(base, code);
    assert.equal((await rawHandshake(port, {}, { path: "/gateway/api/ws" })).status, 401);
    const client = await chatsUnder(base);
    const own = new WebSocketClient(`ws://${hostname}:${port}/own`);
    assert.match(await own.next(), /"gateway\.ready"/);
    own.send('{"id":1,"method":"session.create"}');
    assert.match(await own.next(), /"id":1,"error":\{"code":4040/);
    assert.equal(await node.ask("shut down"), "down");
    assert.equal((await client.closed).code, 1001);
    assert.equal((await own.closed).code, 1001);
    assert.equal(await node.ended(), 0);
  },
});

Deno.test({
  name: "createHandler() on Node itself: a chat without Hono, and what nobody takes is cut off",
  ignore: !hasNode,
  async fn() {
    await using node = await NodeProcess.start("./node_mount_main.ts", { args: ["bare"] });
    const { port } = await node.read() as { port: number };
    const client = await chatsUnder(`http://${hostname}:${port}`);
    await assert.rejects(rawHandshake(port, {}, { path: "/gatewaysaur" }));
    assert.equal(await node.ask("shut down"), "down");
    assert.equal((await client.closed).code, 1001);
    assert.equal(await node.ended(), 0);
  },
});

Deno.test("mount() on Node says how to serve an app that was not told who asks", async () => {
  const parts = mountParts();
  const app = new Hono();
  const faults: unknown[] = [];
  app.onError((error, c) => {
    faults.push(error);
    return c.text("", 500);
  });
  mount(app, parts);
  assert.equal((await app.request("/gateway/healthz")).status, 500);
  assert.match(String(faults[0]), /Cannot answer under "\/gateway": .*@hono\/node-server/);
  await endGateway(parts.gateway);
});
