/**
 * Serves the gateway on Node: HTTP by `node:http`, WebSockets by `ws`, with the same app as on Deno.
 *
 * Node 20 or newer. TCP_NODELAY is set on every connection, so that a small frame is not held back until
 * the one before it is acknowledged.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { createApp } from "../http/app.ts";
import { localUrl, resolveSite } from "../http/site.ts";
import { systemClock } from "../lib/clock.ts";
import { logtapeLogger } from "../lib/logger.ts";
import { nodeAnswering } from "./node_answering.ts";
import { NodeListener } from "./node_listener.ts";
import type { RunningServer, ServeOptions } from "./serving.ts";
import { stopInOrder } from "./stop_order.ts";

export {
  ListenerLostError,
  PortInUseError,
  type RunningServer,
  type ServeOptions,
  type ServerAddress,
  type ShutdownOptions,
} from "./serving.ts";
export {
  createHandler,
  mount,
  type NodeHandler,
  type NodeMounted,
  type UpgradingServer,
} from "./node_mount.ts";
export type { MountableApp, MountOptions } from "./mounting.ts";
export {
  type ByteStreams,
  connectStreams,
  type StreamConnection,
  type StreamEnd,
  type StreamOptions,
} from "./streams.ts";
export { createTracing, type SpanTracer, type Tracing, type TracingOptions } from "./otel.ts";
export { createMetrics, type Metrics } from "./prometheus.ts";
export type { Exposition } from "../http/metrics_route.ts";
export { attachmentFolder } from "./attachment_folder.ts";
export { workspaceAccess } from "./workspace_access.ts";
export { type OpenSqliteOptions, type OpenSqliteOutcome, openSqliteStore } from "./sqlite_file.ts";
export type { AppOptions } from "../http/app.ts";
export type { SiteOptions } from "../http/site.ts";
export {
  Credentials,
  type CredentialsOptions,
  randomSecret,
  type SignInMemory,
  signInUrl,
} from "../http/credentials.ts";

/**
 * Starts to serve: HTTP, the page, WebSockets. Requests are answered from the moment this resolves.
 *
 * @example
 * ```ts
 * import { createGateway, echoProvider } from "tidegate";
 * import { Credentials, randomSecret, serve, signInUrl } from "tidegate/node";
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * const credentials = new Credentials({ token: randomSecret() });
 * const server = await serve({ gateway, credentials, hostname: "127.0.0.1", port: 0 });
 * console.log(signInUrl(server.url, credentials.mintCode()));
 * await server.shutdown({ drain: (signal) => gateway.shutdown({ signal }) });
 * ```
 *
 * @throws {PortInUseError} when the port is taken.
 * @throws {TypeError} when a host or origin in the options cannot be one.
 * @throws {Error} when the address cannot be bound for another reason; the message says which.
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { hostname, gateway, clock = systemClock, logger = logtapeLogger() } = options;
  // Bad options are found before anything listens: they must leave nothing half started.
  resolveSite({ ...options, bindHost: hostname });
  const listener = await NodeListener.bind({ hostname, port: options.port, clock, logger });
  const { addr, server } = listener;
  const app = createApp({ ...options, clock, logger, bindHost: hostname, port: addr.port });
  const { maxFrameBytes } = gateway;
  const { answer, upgrader } = nodeAnswering({ app, hostname, maxFrameBytes, clock, logger });
  server.on("request", answer);
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    void upgrader.take(request, socket, head);
  });
  let stopping: Promise<void> | null = null;

  return {
    hostname,
    port: addr.port,
    addr,
    url: localUrl(hostname, addr.port),
    finished: listener.finished,
    shutdown(how = {}) {
      const steps = {
        closeFramesRead: () => upgrader.close(),
        stopListening: () => listener.shutdown(),
      };
      stopping ??= stopInOrder(steps, { clock, logger, ...how }).finally(() => listener.destroy());
      return stopping;
    },
  };
}
