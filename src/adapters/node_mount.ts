/**
 * A gateway inside an app that a Node server serves already.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { systemClock } from "../lib/clock.ts";
import { type MountableApp, mountedApp, type MountOptions } from "./mounting.ts";
import { type NodeAnswering, nodeAnswering } from "./node_answering.ts";

/** A `node:http` server, or what behaves like one: it has requests that ask for an upgrade. */
export interface UpgradingServer {
  /** Adds a listener. */
  on(
    event: "upgrade",
    listener: (request: IncomingMessage, socket: Socket, head: Buffer) => void,
  ): unknown;
  /** How many listeners there are. */
  listenerCount(event: "upgrade"): number;
}

/** A gateway's part of a Node server. */
export interface NodeHandler {
  /** Answers a plain request under the path. */
  request(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /**
   * Takes the WebSockets that ask for the path from a server. Those for other paths are left to its other
   * listeners for `upgrade`; where there is none, they are cut off, as Node does itself.
   */
  attach(server: UpgradingServer): void;
}

/** A gateway that is mounted in an app. */
export type NodeMounted = Pick<NodeHandler, "attach">;

/**
 * Makes the part of a Node server that answers under a path: the page, `/api/ws` and all else that
 * `serve()` offers, with the same admission.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createGateway, echoProvider } from "tidegate";
 * import { createHandler, Credentials, randomSecret } from "tidegate/node";
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * const credentials = new Credentials({ token: randomSecret() });
 * const hostname = "127.0.0.1";
 * const handler = createHandler({ gateway, credentials, hostname, path: "/gateway" });
 *
 * const server = createServer((request, response) => {
 *   if (request.url?.startsWith("/gateway/")) void handler.request(request, response);
 *   else response.end("my own page");
 * });
 * handler.attach(server);
 * server.listen(0, hostname);
 * await gateway.shutdown();
 * server.close();
 * ```
 *
 * @throws {TypeError} for a path, a host or an origin that cannot be one
 */
export function createHandler(options: MountOptions): NodeHandler {
  const { handler } = makeHandler(options);
  return handler;
}

/**
 * Mounts a gateway in a Hono app that @hono/node-server serves. Plain requests come through the app;
 * WebSockets do not on Node, so the server is attached too. `gateway.shutdown()` ends its sockets.
 *
 * @example
 * ```ts
 * import { getRequestListener } from "@hono/node-server";
 * import { Hono } from "hono";
 * import { createServer } from "node:http";
 * import { createGateway, echoProvider } from "tidegate";
 * import { Credentials, mount, randomSecret } from "tidegate/node";
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * const credentials = new Credentials({ token: randomSecret() });
 * const hostname = "127.0.0.1";
 *
 * const app = new Hono();
 * const mounted = mount(app, { gateway, credentials, hostname, path: "/gateway" });
 * app.get("/", (c) => c.text("my own page"));
 *
 * const server = createServer(getRequestListener(app.fetch));
 * mounted.attach(server);
 * server.listen(0, hostname);
 * await gateway.shutdown();
 * server.close();
 * ```
 *
 * @throws {TypeError} for a path, a host or an origin that cannot be one
 */
export function mount(app: MountableApp, options: MountOptions): NodeMounted {
  const { handler, answering, fetch, path } = makeHandler(options);
  app.all(`${path}/*`, ({ req, env }) => {
    const { incoming } = (env ?? {}) as { incoming?: IncomingMessage };
    if (incoming !== undefined) return fetch(req.raw, answering.bindings(incoming));
    throw new TypeError(
      `Cannot answer under "${path}": the app was not told who asks; serve it by @hono/node-server, ` +
        "which calls app.fetch(request, { incoming })",
    );
  });
  return { attach: (server) => handler.attach(server) };
}

function makeHandler(options: MountOptions) {
  const { app, path, clock = systemClock, logger } = { ...options, ...mountedApp(options) };
  const { hostname, gateway } = options;
  const { maxFrameBytes } = gateway;
  const answering: NodeAnswering = nodeAnswering({ app, hostname, maxFrameBytes, clock, logger });
  const handler: NodeHandler = {
    request: (request, response) => answering.answer(request, response),
    attach(server) {
      server.on("upgrade", (request, socket, head) => {
        if (isUnder(path, request.url ?? "")) {
          return void answering.upgrader.take(request, socket, head);
        }
        if (server.listenerCount("upgrade") === 1) socket.destroy();
      });
    },
  };
  return { handler, answering, path, fetch: app.fetch };
}

function isUnder(path: string, target: string): boolean {
  const rest = target.startsWith(path) ? target.slice(path.length) : undefined;
  return rest !== undefined && (rest === "" || /^[/?#]/.test(rest));
}
