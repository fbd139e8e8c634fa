/**
 * The way from an HTTP request to a connection of the gateway.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import type { AppEnv } from "./app_env.ts";
import { problem } from "./problem.ts";
import { addWebSocketRoute, type WebSocketRouteOptions } from "./web_socket_route.ts";

/** Adds `GET /api/ws`. */
export function addUpgradeRoute(app: Hono<AppEnv>, options: WebSocketRouteOptions): void {
  const { gateway } = options;
  addWebSocketRoute(app, options, {
    path: "/api/ws",
    open(c) {
      const batch = batchIn(c);
      if (batch === null) return problem("bad_batch");
      const trace = c.req.header("traceparent");
      const traced = trace === undefined ? {} : { trace };
      return (socket, peer) => gateway.connect(socket, { ...peer, ...traced, batch });
    },
  });
}

/** Whether batches are asked for; `null`: nobody can tell. */
function batchIn(c: Context<AppEnv>): boolean | null {
  const [asked = "0", ...more] = c.req.queries("batch") ?? [];
  if (more.length > 0 || asked !== "0" && asked !== "1") return null;
  return asked === "1";
}
