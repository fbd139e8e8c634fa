/**
 * On Node: an app with a gateway in it, and a WebSocket server that hands its sockets to the same gateway.
 * With `bare`, the gateway alone, without an app. Says where it is and a sign-in code; a line on stdin shuts it down.
 */
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
// @ts-types="@types/ws"
import { type WebSocket, WebSocketServer } from "ws";
// Not by mod.ts: the bundler of Deno 2.4 cannot read all that it leads to.
import { createHandler, Credentials, mount } from "../../../src/adapters/node.ts";
import { echoProvider } from "../../../src/agent/echo_agent.ts";
import { createGateway } from "../../../src/gateway/gateway.ts";
import { acceptWebSocket } from "../../../src/http/accept_web_socket.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { hostname, TOKEN } from "./mount_names.ts";

const gateway = createGateway({ provider: echoProvider(), logger: silentLogger });
const credentials = new Credentials({ token: TOKEN });

const app = new Hono();
app.get("/", (c) => c.text("my own page"));
const options = { gateway, credentials, hostname, path: "/gateway" };
const server = process.argv[2] === "bare" ? bareServer() : appServer();

function bareServer(): Server {
  const handler = createHandler(options);
  const server = createServer((request, response) => void handler.request(request, response));
  handler.attach(server);
  return server;
}

function appServer(): Server {
  const mounted = mount(app, options);
  const server = createServer(getRequestListener(app.fetch) as RequestListener);
  mounted.attach(server);
  const own = new WebSocketServer({ noServer: true, maxPayload: gateway.maxFrameBytes });
  server.on("upgrade", (request, socket, head) => {
    if (request.url !== "/own") return;
    own.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      acceptWebSocket(gateway, webSocket, { role: "observer" });
    });
  });
  return server;
}

server.listen(0, hostname, () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ port, code: credentials.mintCode() })}\n`);
});

process.stdin.once("data", async () => {
  await gateway.shutdown();
  process.stdout.write('{"answer":"down"}\n');
  server.closeAllConnections();
  server.close();
  process.stdin.destroy();
});
