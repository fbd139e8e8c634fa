/**
 * What Deno lends the app with each request: the peer's address, and the upgrade.
 *
 * @module
 */
import type { Bindings } from "../http/app_env.ts";
import { offeredProtocols } from "../http/presented.ts";
import { bindKind, type Keepalive, keepaliveFor } from "../http/site.ts";
import { bridge } from "../http/standard_socket.ts";
import type { Logger } from "../lib/logger.ts";
import { peerLabel } from "./stop_order.ts";

/** What bindings are made from. */
export interface DenoBindingsOptions {
  /** What the server is bound to: it decides whether connections are watched for life. */
  hostname: string;
  logger: Logger;
  /** Holds the sockets that are open. */
  sockets: Set<WebSocket>;
}

/** Makes the bindings of requests that `Deno.serve` hands out. */
export function denoBindings(
  { hostname, logger, sockets }: DenoBindingsOptions,
): (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>) => Bindings {
  const keepalive = keepaliveFor(bindKind(hostname));
  return (request, { remoteAddr }) => ({
    remoteAddress: remoteAddr.hostname,
    upgrade({ protocol, accept }) {
      const { socket, response } = Deno.upgradeWebSocket(withSpacedProtocols(request), {
        protocol,
        idleTimeout: idleTimeout(keepalive),
      });
      socket.addEventListener("open", () => sockets.add(socket));
      socket.addEventListener("close", () => sockets.delete(socket));
      bridge(socket, {
        accept,
        logger,
        peer: { label: peerLabel(remoteAddr.hostname, remoteAddr.port), transport: "websocket" },
      });
      return response;
    },
  });
}

// Deno pings after half of it without a sign of life, and gives up when the other half brings none
// either (ext/websocket/01_websocket.js, `_serverHandleIdleTimeout`), so both halves are one length.
function idleTimeout(keepalive: Keepalive | null): number {
  return keepalive === null ? 0 : 2 * Math.max(keepalive.intervalSeconds, keepalive.timeoutSeconds);
}

/**
 * Deno splits the offered subprotocols at ", " only and throws when the chosen one is not among them,
 * but a client may leave the blank out (`ws` on Node does). The upgrade needs this very request, whose
 * headers cannot be changed, so it gets one that inherits everything else.
 */
function withSpacedProtocols(request: Request): Request {
  const offered = offeredProtocols(request.headers);
  if (offered.length === 0) return request;
  const headers = new Headers(request.headers);
  headers.set("sec-websocket-protocol", offered.join(", "));
  return Object.create(request, { headers: { value: headers } });
}
