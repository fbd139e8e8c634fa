/**
 * WebSockets on Node: the app decides on the request first, and `ws` makes the handshake of one it lets in.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket as NetSocket } from "node:net";
// @ts-types="@types/ws"
import { type WebSocket, WebSocketServer } from "ws";
import type { UpgradeOptions } from "../http/app_env.ts";
import type { Keepalive } from "../http/site.ts";
import { bridge } from "../http/standard_socket.ts";
import type { Clock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { closeReasons } from "../protocol/close_codes.ts";
import { Heartbeat } from "./node_heartbeat.ts";
import { closeFramesRead, peerLabel } from "./stop_order.ts";

/** What an {@linkcode Upgrader} works with. */
export interface UpgraderOptions {
  /** Largest inbound frame the gateway takes, in bytes. */
  maxFrameBytes: number;
  /** `null`: peers are not pinged. */
  keepalive: Keepalive | null;
  clock: Clock;
  logger: Logger;
  /** Has the app answer a request. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/**
 * What a frame may hold before the connection is closed with 1009. A frame over the gateway's limit is
 * answered with its size, as long as it is no more than this: as much as Deno takes in.
 */
const LEAST_PAYLOAD_BYTES = 67_108_864;

// So long a peer may take to read our close frame and what is before it: a stalled one is terminated then.
const CLOSE_MS = 20_000;

/** Answers requests that ask for an upgrade. */
export class Upgrader {
  readonly #options: UpgraderOptions;
  readonly #server: WebSocketServer;
  /** Requests that are being decided on, with how they are let in. */
  readonly #asking = new WeakMap<IncomingMessage, { admitted?: UpgradeOptions }>();

  constructor(options: UpgraderOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: Math.max(2 * options.maxFrameBytes, LEAST_PAYLOAD_BYTES),
      handleProtocols: (_offered: unknown, request: IncomingMessage) =>
        this.#asking.get(request)?.admitted?.protocol ?? false,
      ...{ closeTimeout: CLOSE_MS },
    });
  }

  /** Notes that a request is let in; the handshake follows once it has been answered. */
  admit(request: IncomingMessage, how: UpgradeOptions): void {
    const asking = this.#asking.get(request);
    if (asking === undefined) {
      throw new Error("Upgrading a request: it does not ask for an upgrade");
    }
    asking.admitted = how;
  }

  /** Has a request decided on, and answers it: with a WebSocket, or with what the app says instead. */
  async take(request: IncomingMessage, socket: NetSocket, head: Buffer): Promise<void> {
    const { logger, answer } = this.#options;
    // Whoever leaves in the middle of it is gone, which is no fault.
    const ignore = (error: Error) => logger.debug(`upgrade broken off: ${errorMessage(error)}`);
    socket.on("error", ignore);
    const asking: { admitted?: UpgradeOptions } = {};
    this.#asking.set(request, asking);
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.once("finish", () => {
      response.detachSocket(socket);
      socket.destroySoon();
    });
    try {
      response.assignSocket(socket);
      await answer(request, response);
    } catch (error) {
      // An answer that another request on this connection still waits for, for example.
      ignore(error as Error);
      socket.destroy();
      return;
    }
    if (asking.admitted === undefined || response.headersSent) return;
    response.detachSocket(socket);
    socket.off("error", ignore);
    this.#handshake(request, { socket, head, how: asking.admitted });
  }

  /** Closes what is open, and waits until the peers have read that. */
  async close(): Promise<void> {
    const { code, reason } = closeReasons.goingAway;
    for (const socket of this.#server.clients) socket.close(code, reason);
    await closeFramesRead(this.#server.clients);
  }

  #handshake(
    request: IncomingMessage,
    { socket, head, how }: { socket: NetSocket; head: Buffer; how: UpgradeOptions },
  ): void {
    const { keepalive, clock, logger } = this.#options;
    const label = peerLabel(socket.remoteAddress ?? "", socket.remotePort ?? 0);
    this.#server.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      if (keepalive !== null) {
        const beating = {
          get bytesRead() {
            return socket.bytesRead;
          },
          ping: () => webSocket.ping(),
          terminate() {
            logger.debug(`no sign of life from ${label}: terminating it`);
            webSocket.terminate();
          },
        };
        const heartbeat = new Heartbeat(beating, { keepalive, clock });
        webSocket.once("close", () => heartbeat.stop());
      }
      bridge(webSocket, {
        accept: how.accept,
        logger,
        peer: { label, transport: "websocket" },
      });
    });
  }
}
