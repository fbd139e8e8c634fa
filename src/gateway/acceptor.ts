/**
 * What a transport needs of a gateway: somewhere to hand an open socket, and the frames that come in.
 * Structural, so a transport knows no class of the gateway and a test can stand in for it.
 *
 * @module
 */
import type { CloseReason } from "../protocol/close_codes.ts";
import type { Role } from "../protocol/shapes.ts";
import type { Socket } from "../transport/socket.ts";

/** Who is on the far side of a connection. */
export interface Peer {
  /** Where it comes from, for logs: `127.0.0.1:53122`, `[::1]:53122`, `stdio`. */
  readonly label: string;
  /** What carries its frames: a socket, or a pair of streams. */
  readonly transport: "websocket" | "stdio";
  /** The most it may do, by the credential it came with. Default `controller`. */
  readonly role?: Role;
  /** Whether it takes JSON-RPC batches: arrays of pieces of streams that leave at once. Default: it does not. */
  readonly batch?: boolean;
  /** The W3C `traceparent` it came with: what its requests belong to where they name none of their own. */
  readonly trace?: string | undefined;
}

/** Whether a peer says to come from the gateway's own machine. Behind a proxy there everybody does. */
export function isHere({ transport, label }: Peer): boolean {
  return transport === "stdio" ||
    /^(?:127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:127\.[\d.]+\]):\d+$/.test(label);
}

/** The gateway's end of one connection: a transport feeds it what arrives. */
export interface InboundConnection {
  /** Takes one whole inbound frame. Never throws. */
  receive(text: string): void;
  /** Answers for a frame of `bytes` bytes that is too large to be handed in. */
  refuseFrame(bytes: number): void;
  /** The transport is gone. Idempotent; `reason` goes to the log. */
  end(reason: string): void;
}

/** The gateway's end of one connection, for whoever also decides when to let it go. */
export interface GatewayConnection extends InboundConnection {
  /** Resolves when every call is answered and every answer has left, or nobody is there to take it. */
  drained(): Promise<void>;
  /** Ends the connection from this side: closes the socket with this code and reason. Idempotent. */
  close(reason: CloseReason): void;
}

/** Where in a channel a socket is: what publishers say, subscribers hear. */
export interface ChannelPlace {
  /** The channel's name. */
  readonly channel: string;
  /** A publisher hears nothing; what a subscriber says is not listened to. */
  readonly side: "publisher" | "subscriber";
}

/** Where sockets that belong to no session go: named channels that carry any text. */
export interface ChannelAcceptor {
  /** Whether one more may join there. */
  hasRoom(place: ChannelPlace): boolean;
  /** Takes over an open socket; closes it where there is no room. */
  join(place: ChannelPlace, line: { socket: Socket; peer: Peer }): GatewayConnection;
}

/** A gateway, seen from its front door. */
export interface ConnectionAcceptor {
  /** Takes over an open socket. The first frame has been sent when this returns. */
  connect(socket: Socket, peer: Peer): GatewayConnection;
  /** True from the start of a shutdown: no new connection is let in. */
  readonly draining: boolean;
  /** Largest inbound frame, in bytes of UTF-8. */
  readonly maxFrameBytes: number;
  /** The OpenRPC document of what it answers, as JSON. Without it there is none to be had over HTTP. */
  describe?(): string;
  /** Its channels. Left out: it has none. */
  readonly channels?: ChannelAcceptor;
}
