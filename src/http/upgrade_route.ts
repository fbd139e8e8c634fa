/**
 * The way from an HTTP request to a connection of the gateway.
 *
 * @module
 */
import type { Hono } from "hono";
import type { AppEnv } from "./app_env.ts";
import { addWebSocketRoute, type WebSocketRouteOptions } from "./web_socket_route.ts";

/** Adds `GET /api/ws`. */
export function addUpgradeRoute(app: Hono<AppEnv>, options: WebSocketRouteOptions): void {
  const { gateway } = options;
  addWebSocketRoute(app, options, {
    path: "/api/ws",
    open(c) {
      const trace = c.req.header("traceparent");
      const traced = trace === undefined ? {} : { trace };
      return (socket, peer) => gateway.connect(socket, { ...peer, ...traced });
    },
  });
}
