/**
 * Deno's WebSocket as the gateway's {@linkcode Socket}.
 *
 * @module
 */
import type { InboundConnection, Peer } from "../gateway/acceptor.ts";
import type { UpgradeOptions } from "../http/app_env.ts";
import { disconnectReason, refuseBinary } from "../http/socket_end.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { closeReasons } from "../protocol/close_codes.ts";
import type { Socket } from "../transport/socket.ts";

/** Where a socket's events go. */
export interface BridgeOptions {
  accept: UpgradeOptions["accept"];
  peer: Peer;
  logger: Logger;
}

// RFC 6455: the connection ended without a close frame. Deno reports that as code 0.
const ABNORMAL_CLOSURE = 1006;

/** The way out: what the outbox of a connection sends through. */
export class DenoSocket implements Socket {
  readonly #webSocket: WebSocket;

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
  }

  get bufferedAmount(): number {
    return this.#webSocket.bufferedAmount;
  }

  send(text: string): boolean {
    if (this.#webSocket.readyState !== WebSocket.OPEN) return false;
    this.#webSocket.send(text);
    return true;
  }

  /**
   * Sends the close frame behind what is still buffered. A peer that does not read keeps the socket
   * CLOSING until it leaves; Deno has no way to end it, so nothing may wait for its close event.
   */
  close(code: number, reason: string): void {
    if (this.#webSocket.readyState > WebSocket.OPEN) return;
    this.#webSocket.close(code, reason);
  }
}

/** Connects a WebSocket that is being opened to the gateway. */
export function bridge(webSocket: WebSocket, options: BridgeOptions): void {
  const { accept, peer, logger } = options;
  const socket = new DenoSocket(webSocket);
  let connection: InboundConnection | null = null;

  webSocket.addEventListener("open", onOpen);
  webSocket.addEventListener("message", onMessage);
  webSocket.addEventListener("error", onError);
  webSocket.addEventListener("close", onClose);

  function onOpen(): void {
    try {
      connection = accept(socket, peer);
    } catch (error) {
      logger.error(`cannot accept ${peer.label}: ${errorStack(error)}`);
      socket.close(closeReasons.internal.code, closeReasons.internal.reason);
    }
  }

  function onMessage({ data }: MessageEvent): void {
    if (connection === null) return;
    if (typeof data === "string") return connection.receive(data);
    refuseBinary(socket, connection);
  }

  // Resets and cut lines are what networks do; the close event that follows says how it ended.
  function onError(event: Event): void {
    const message = event instanceof ErrorEvent ? event.message : "";
    logger.debug(`socket error of ${peer.label}: ${message}`);
  }

  function onClose({ code, reason }: CloseEvent): void {
    connection?.end(disconnectReason(code || ABNORMAL_CLOSURE, reason));
  }
}
