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

/** A gateway, seen from its front door. */
export interface ConnectionAcceptor {
  /** Takes over an open socket. The first frame has been sent when this returns. */
  connect(socket: Socket, peer: Peer): GatewayConnection;
  /** True from the start of a shutdown: no new connection is let in. */
  readonly draining: boolean;
  /** Largest inbound frame, in bytes of UTF-8. */
  readonly maxFrameBytes: number;
}
