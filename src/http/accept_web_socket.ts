/**
 * @module
 */
import type { ConnectionAcceptor } from "../gateway/acceptor.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import type { Role } from "../protocol/shapes.ts";
import { bridge, type WebSocketLike } from "./standard_socket.ts";

/** How a WebSocket is taken over. */
export interface AcceptOptions {
  /** Where it comes from, for the log. Default `websocket`. */
  label?: string;
  /** The most its peer may do. Default `controller`. */
  role?: Role;
  /**
   * Whether its peer takes JSON-RPC batches, as one that connects with `?batch=1` does: the client of
   * Tidegate always. Default: one frame a message.
   */
  batch?: boolean;
  /** Where faults of the socket itself go. Default: LogTape's, category `tidegate`. */
  logger?: Logger;
}

/**
 * Hands a WebSocket that you accepted yourself to a gateway: `Deno.upgradeWebSocket`'s, one of `ws`, or any
 * with the standard's interface, as long as it is open or opening. It answers `gateway.ready` at once, or
 * as soon as it is open.
 *
 * Who may come in was yours to decide: an open socket is not asked for a token. Call it before anything
 * else is awaited, or what its peer sends first is lost, and let the socket's own limit for a frame, where
 * it has one (`maxPayload` of `ws`), be `gateway.maxFrameBytes`. Close the socket to end the connection.
 *
 * @example On Deno
 * ```ts
 * import { acceptWebSocket, createGateway, echoProvider } from "tidegate";
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * const handler = (request: Request): Response => {
 *   if (request.headers.get("authorization") !== "Bearer tides") {
 *     return new Response("who are you?", { status: 401 });
 *   }
 *   const { socket, response } = Deno.upgradeWebSocket(request);
 *   acceptWebSocket(gateway, socket, { label: "my own door" });
 *   return response;
 * };
 * const server = Deno.serve({ hostname: "127.0.0.1", port: 0 }, handler);
 * await gateway.shutdown();
 * await server.shutdown();
 * ```
 *
 * @throws {TypeError} when the socket is closing or closed, or is none
 */
export function acceptWebSocket(
  gateway: ConnectionAcceptor,
  webSocket: WebSocketLike,
  options: AcceptOptions = {},
): void {
  const { label = "websocket", role, batch = false, logger = logtapeLogger() } = options;
  const state = webSocket?.readyState;
  if (state !== 0 && state !== 1) {
    throw new TypeError(
      `Cannot accept a WebSocket: its readyState is ${state}; hand it over while it is 0 (connecting) ` +
        "or 1 (open)",
    );
  }
  bridge(webSocket, {
    accept: (socket, peer) => gateway.connect(socket, peer),
    peer: { label, transport: "websocket", batch, ...role === undefined ? {} : { role } },
    logger,
  });
}
