/**
 * Keeps frames that are too large, or not text, away from the gateway; the same for every WebSocket
 * adapter.
 *
 * @module
 */
import { closeReasons } from "../protocol/close_codes.ts";
import type { Socket } from "../transport/socket.ts";
import type { GatewayConnection, InboundConnection } from "../gateway/acceptor.ts";

/** Wraps a connection so that frames over `maxBytes` bytes of UTF-8 are refused instead of received. */
export function limitFrames(connection: GatewayConnection, maxBytes: number): GatewayConnection {
  return {
    receive(text) {
      const bytes = utf8BytesOver(text, maxBytes);
      if (bytes === null) connection.receive(text);
      else connection.refuseFrame(bytes);
    },
    refuseFrame: (bytes) => connection.refuseFrame(bytes),
    end: (reason) => connection.end(reason),
    drained: () => connection.drained(),
    close: (reason) => connection.close(reason),
  };
}

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

/**
 * The length of `text` in bytes of UTF-8 if that is over `maxBytes`, else `null`.
 *
 * A UTF-16 unit takes one to three bytes, so the length alone settles nearly every frame.
 */
export function utf8BytesOver(text: string, maxBytes: number): number | null {
  if (text.length * 3 <= maxBytes) return null;
  const bytes = utf8Bytes(text);
  return bytes > maxBytes ? bytes : null;
}

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Of a surrogate pair each half counts two bytes: four together.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
