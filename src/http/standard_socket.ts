/**
 * A WebSocket with the standard's interface as the gateway's {@linkcode Socket}: Deno's own, that of `ws`
 * on Node, Bun's or a worker's.
 *
 * @module
 */
import type { InboundConnection, Peer } from "../gateway/acceptor.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { closeReasons } from "../protocol/close_codes.ts";
import type { Socket } from "../transport/socket.ts";
import { disconnectReason, refuseBinary } from "./socket_end.ts";

/** As much of the standard's `WebSocket` as is used. */
export interface WebSocketLike {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  /** Bytes that have been sent and not left yet. */
  readonly bufferedAmount: number;
  /** Sends one text frame. */
  send(text: string): void;
  /** Starts closing. */
  close(code?: number, reason?: string): void;
  /** Hears that it is open. */
  addEventListener(type: "open", listener: () => void): void;
  /** Hears of frames: text as a string, anything else is binary. */
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  /** Hears of faults. */
  addEventListener(type: "error", listener: (event: object) => void): void;
  /** Hears how it ended. */
  addEventListener(
    type: "close",
    listener: (event: { code: number; reason: string }) => void,
  ): void;
}

/** Where a socket's events go. */
export interface BridgeOptions {
  /** Called once, when the socket is open. */
  accept(socket: Socket, peer: Peer): InboundConnection;
  peer: Peer;
  logger: Logger;
}

// `WebSocket.OPEN`, which Node 20 has no global `WebSocket` to read it from.
const OPEN = 1;
// RFC 6455: the connection ended without a close frame. Deno reports that as code 0.
const ABNORMAL_CLOSURE = 1006;

/** The way out: what the outbox of a connection sends through. */
export class StandardSocket implements Socket {
  readonly #webSocket: WebSocketLike;

  constructor(webSocket: WebSocketLike) {
    this.#webSocket = webSocket;
  }

  get bufferedAmount(): number {
    return this.#webSocket.bufferedAmount;
  }

  send(text: string): boolean {
    if (this.#webSocket.readyState !== OPEN) return false;
    this.#webSocket.send(text);
    return true;
  }

  /**
   * Sends the close frame behind what is still buffered. A peer that does not read keeps the socket
   * CLOSING until it leaves; the standard has no way to end it, so nothing may wait for its close event.
   */
  close(code: number, reason: string): void {
    if (this.#webSocket.readyState > OPEN) return;
    this.#webSocket.close(code, reason);
  }
}

/** Connects a WebSocket that is open, or is being opened, to the gateway. */
export function bridge(webSocket: WebSocketLike, options: BridgeOptions): void {
  const { accept, peer, logger } = options;
  const socket = new StandardSocket(webSocket);
  let connection: InboundConnection | null = null;

  webSocket.addEventListener("message", onMessage);
  webSocket.addEventListener("error", onError);
  webSocket.addEventListener("close", onClose);
  if (webSocket.readyState === OPEN) onOpen();
  else webSocket.addEventListener("open", onOpen);

  function onOpen(): void {
    try {
      connection = accept(socket, peer);
    } catch (error) {
      logger.error(`cannot accept ${peer.label}: ${errorStack(error)}`);
      socket.close(closeReasons.internal.code, closeReasons.internal.reason);
    }
  }

  function onMessage({ data }: { data: unknown }): void {
    if (connection === null) return;
    if (typeof data === "string") return connection.receive(data);
    refuseBinary(socket, connection);
  }

  // Resets and cut lines are what networks do; the close event that follows says how it ended.
  function onError(event: object): void {
    const message = "message" in event ? event.message : "";
    logger.debug(`socket error of ${peer.label}: ${message}`);
  }

  function onClose({ code, reason }: { code: number; reason: string }): void {
    connection?.end(disconnectReason(code || ABNORMAL_CLOSURE, reason));
  }
}
