/**
 * How every WebSocket adapter ends a connection.
 *
 * @module
 */
import { closeReasons } from "../protocol/close_codes.ts";
import type { Socket } from "../transport/socket.ts";
import type { InboundConnection } from "../gateway/acceptor.ts";

/** Ends a connection whose peer sent a binary frame, which the protocol has no use for. */
export function refuseBinary(socket: Socket, connection: InboundConnection): void {
  const { code, reason } = closeReasons.unsupportedData;
  socket.close(code, reason);
  connection.end("receive_failed(binary frame)");
}

/** How the end of a WebSocket is told to the gateway. */
export function disconnectReason(code: number, reason: string): string {
  return `client_disconnect(code=${code},reason=${reason})`;
}
