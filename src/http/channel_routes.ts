/**
 * The channels: `/api/pub` to say something in one, `/api/events` to hear it.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import type { ChannelAcceptor, ChannelPlace } from "../gateway/acceptor.ts";
import type { Role } from "../protocol/shapes.ts";
import type { AppEnv } from "./app_env.ts";
import { problem } from "./problem.ts";
import {
  addWebSocketRoute,
  type TakeSocket,
  type WebSocketRouteOptions,
} from "./web_socket_route.ts";

const SIDES = { "/api/pub": "publisher", "/api/events": "subscriber" } as const;

// The names tui_gateway takes.
const CHANNEL = /^[A-Za-z0-9._-]{1,128}$/;

/** Adds both routes. An observer's credential opens the second alone. */
export function addChannelRoutes(
  app: Hono<AppEnv>,
  { channels, ...options }: WebSocketRouteOptions & { channels: ChannelAcceptor },
): void {
  for (const [path, side] of Object.entries(SIDES)) {
    addWebSocketRoute(app, options, { path, open: (c, role) => open(c, { role, side }) });
  }

  function open(
    c: Context<AppEnv>,
    { role, side }: { role: Role; side: ChannelPlace["side"] },
  ): TakeSocket | Response {
    // Of two names nobody can tell which one was meant.
    const [channel = "", ...more] = c.req.queries("channel") ?? [];
    if (more.length > 0 || !CHANNEL.test(channel)) return problem("bad_channel");
    if (side === "publisher" && role === "observer") return problem("may_only_watch");
    const place = { channel, side };
    if (!channels.hasRoom(place)) return problem("channels_full");
    return (socket, peer) => channels.join(place, { socket, peer });
  }
}
