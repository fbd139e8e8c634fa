/**
 * What an adapter lends the app with each request. The app decides, the adapter carries out.
 *
 * @module
 */
import type { Socket } from "../transport/socket.ts";
import type { InboundConnection, Peer } from "../gateway/acceptor.ts";

/** How an upgrade is to be made. */
export interface UpgradeOptions {
  /** The subprotocol to answer with; one of those the request offers. */
  protocol?: string;
  /** Called once, when the socket is open, to learn where what it receives goes. */
  accept(socket: Socket, peer: Peer): InboundConnection;
}

/** The abilities of a runtime that a request may need. */
export interface Bindings {
  /** Address of the TCP peer, without port; "" when unknown. */
  remoteAddress: string;
  /**
   * Upgrades this request to a WebSocket. The response must be returned as it is: a runtime recognises
   * it by identity.
   */
  upgrade(options: UpgradeOptions): Response;
}

/** The environment of the Hono app. */
export interface AppEnv {
  Bindings: Bindings;
}
