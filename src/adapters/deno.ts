/**
 * Serves the gateway on Deno: HTTP and WebSockets by `Deno.serve` and `Deno.upgradeWebSocket`.
 *
 * TCP_NODELAY: `Deno.serve` of 2.9.6 sets it on every connection it accepts (seen with strace:
 * `setsockopt(fd, SOL_TCP, TCP_NODELAY, [1])` right after `accept4`), so that a small frame is not held
 * back until the one before it is acknowledged. 2.4.2 and 2.6.0 do not set it, and offer no way to.
 *
 * @module
 */
import { createApp } from "../http/app.ts";
import { problem } from "../http/problem.ts";
import { localUrl, resolveSite } from "../http/site.ts";
import { systemClock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import { denoBindings } from "./deno_bindings.ts";
import { Listener } from "./deno_listener.ts";
import { bindError, LISTEN_BACKLOG, type RunningServer, type ServeOptions } from "./serving.ts";
import { closeFramesRead, stopInOrder } from "./stop_order.ts";

export {
  ListenerLostError,
  PortInUseError,
  type RunningServer,
  type ServeOptions,
  type ServerAddress,
  type ShutdownOptions,
} from "./serving.ts";
export { createHandler, mount } from "./deno_mount.ts";
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
 * Starts to serve: HTTP, the page, WebSockets. Requests are answered from the moment this returns.
 *
 * @example
 * ```ts
 * import { createGateway, echoProvider } from "tidegate";
 * import { Credentials, randomSecret, serve, signInUrl } from "tidegate/deno";
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
export function serve(options: ServeOptions): Promise<RunningServer> {
  return new Promise((resolve) => resolve(listen(options)));
}

function listen(options: ServeOptions): RunningServer {
  const { hostname, clock = systemClock, logger = logtapeLogger() } = options;
  // Bad options are found before anything listens: they must leave nothing half started.
  resolveSite({ ...options, bindHost: hostname });
  const listener = new Listener({
    bind: (port, handler) => bind({ hostname, port, logger }, handler),
    handler: (request, info) => app.fetch(request, lend(request, info)),
    port: options.port,
    clock,
    logger,
  });
  const { addr } = listener;
  const app = createApp({ ...options, clock, logger, bindHost: hostname, port: addr.port });
  const sockets = new Set<WebSocket>();
  const lend = denoBindings({ hostname, logger, sockets });
  let stopping: Promise<void> | null = null;

  return {
    hostname,
    port: addr.port,
    addr,
    url: localUrl(hostname, addr.port),
    finished: listener.finished,
    shutdown(how = {}) {
      const steps = {
        closeFramesRead: () => closeFramesRead(sockets),
        stopListening: () => listener.shutdown(),
      };
      stopping ??= stopInOrder(steps, { clock, logger, ...how });
      return stopping;
    },
  };
}

type Handler = Deno.ServeHandler<Deno.NetAddr>;

function bind(
  { hostname, port, logger }: { hostname: string; port: number; logger: Logger },
  handler: Handler,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    // Deno 2.4 does not name the option.
    const address = { hostname, port, tcpBacklog: LISTEN_BACKLOG };
    return Deno.serve({
      ...address,
      onListen() {},
      onError(error) {
        logger.error(`cannot answer a request: ${errorStack(error)}`);
        return problem("internal");
      },
    }, handler);
  } catch (error) {
    throw bindError(error, { hostname, port, isInUse: error instanceof Deno.errors.AddrInUse });
  }
}
