/**
 * @module
 */
import type { WebSocketLike } from "../http/standard_socket.ts";

/** Makes a WebSocket that connects. Whoever makes one listens at once: it may fail in the next moment. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/** The WebSocket of this runtime; Node 20 has none of its own. */
export async function ownWebSocket(): Promise<WebSocketConstructor> {
  const { WebSocket } = globalThis as { WebSocket?: WebSocketConstructor };
  return WebSocket ?? (await import("ws")).WebSocket;
}
