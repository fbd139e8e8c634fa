/**
 * A server on Node that listens on one address.
 *
 * @module
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WarningLimiter } from "../http/warning_limiter.ts";
import type { Clock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { withResolvers } from "../lib/with_resolvers.ts";
import { bindError, LISTEN_BACKLOG, ListenerLostError, type ServerAddress } from "./serving.ts";

/** Where to listen. */
export interface NodeListenerOptions {
  hostname: string;
  /** 0: any that is free. */
  port: number;
  clock: Clock;
  logger: Logger;
}

/** How long whoever connects may take to say what they want, in milliseconds. */
const TIMES = {
  headersTimeout: 15_000,
  // The app gives bodies less.
  requestTimeout: 30_000,
  // So often it is looked who is late.
  connectionsCheckingInterval: 5_000,
};

/**
 * See the module. Node goes on accepting after errors. At the limit of open files it hangs up on whoever
 * connects, without a word to anybody, until there is room again.
 */
export class NodeListener {
  readonly addr: ServerAddress;
  /** Resolves when it has been shut down; rejects with {@linkcode ListenerLostError}. */
  readonly finished: Promise<void>;
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;
  #stopping = false;

  private constructor(server: Server, options: NodeListenerOptions) {
    this.#server = server;
    this.#sockets = noteSockets(server);
    const { address, port } = server.address() as AddressInfo;
    this.addr = { hostname: address, port };
    const { promise, resolve, reject } = withResolvers<void>();
    this.finished = promise;
    server.once("close", () => {
      if (this.#stopping) return resolve();
      const where = `${options.hostname} port ${port}`;
      reject(new ListenerLostError(`Cannot listen on ${where} any more: the listener was closed`));
    });
    const warnings = new WarningLimiter(options);
    server.on("error", (error: NodeJS.ErrnoException) => {
      const many = error.code === "EMFILE" || error.code === "ENFILE";
      const remedy = many ? ", raise the limit of open files (ulimit -n)" : "";
      warnings.warn({
        kind: "accept",
        message: `cannot take a new connection on port ${port}: ${errorMessage(error)}${remedy}`,
        fields: {},
      });
    });
  }

  /**
   * Begins to listen. Nothing is answered yet.
   *
   * @throws {PortInUseError}
   * @throws {Error} when it cannot listen for another reason; the message says which
   */
  static async bind(options: NodeListenerOptions): Promise<NodeListener> {
    const { hostname, port } = options;
    const server = createServer({ ...TIMES, noDelay: true });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ host: hostname, port, backlog: LISTEN_BACKLOG }, () => {
          server.off("error", reject);
          resolve();
        });
      });
    } catch (error) {
      const isInUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      throw bindError(error, { hostname, port, isInUse });
    }
    return new NodeListener(server, options);
  }

  /** The server that listens, to answer what it is asked. */
  get server(): Server {
    return this.#server;
  }

  /** Stops listening. Resolves when every connection has ended. */
  async shutdown(): Promise<void> {
    this.#stopping = true;
    this.#server.close();
    await this.finished;
  }

  /** Ends every connection there still is, as it is. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

// Node's own list leaves out those that have been upgraded.
function noteSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}
