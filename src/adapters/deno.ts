/**
 * Serves the gateway on Deno: HTTP and WebSockets by `Deno.serve` and `Deno.upgradeWebSocket`.
 *
 * TCP_NODELAY: `Deno.serve` of 2.9.6 sets it on every connection it accepts (seen with strace:
 * `setsockopt(fd, SOL_TCP, TCP_NODELAY, [1])` right after `accept4`), so that a small frame is not held
 * back until the one before it is acknowledged. 2.4.2 and 2.6.0 do not set it, and offer no way to.
 *
 * @module
 */
import type { Bindings } from "../http/app_env.ts";
import { createApp } from "../http/app.ts";
import { problem } from "../http/problem.ts";
import { offeredProtocols } from "../http/presented.ts";
import { bindKind, type Keepalive, keepaliveFor, localUrl, resolveSite } from "../http/site.ts";
import { type Clock, sleep, systemClock } from "../lib/clock.ts";
import { errorMessage, errorStack } from "../lib/error_text.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";
import { Listener } from "./deno_listener.ts";
import { bridge } from "./deno_socket.ts";
import { drainWithin } from "./patience.ts";
import {
  DEFAULT_GRACE_MS,
  PortInUseError,
  type RunningServer,
  type ServeOptions,
  type ShutdownOptions,
} from "./serving.ts";

export {
  ListenerLostError,
  PortInUseError,
  type RunningServer,
  type ServeOptions,
  type ServerAddress,
  type ShutdownOptions,
} from "./serving.ts";
export { Credentials, type CredentialsOptions, randomSecret } from "../http/credentials.ts";

/**
 * Starts to serve. Requests are answered from the moment this returns.
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
    handler: (request, info) => app.fetch(request, bindings(request, info)),
    port: options.port,
    clock,
    logger,
  });
  const { addr } = listener;
  const app = createApp({ ...options, clock, logger, bindHost: hostname, port: addr.port });
  const keepalive = keepaliveFor(bindKind(hostname));
  const sockets = new Set<WebSocket>();
  let stopping: Promise<void> | null = null;

  return {
    hostname,
    port: addr.port,
    addr,
    url: localUrl(hostname, addr.port),
    finished: listener.finished,
    shutdown(how = {}) {
      stopping ??= stop(listener, sockets, { clock, logger, ...how });
      return stopping;
    },
  };

  function bindings(request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Bindings {
    const { remoteAddr } = info;
    return {
      remoteAddress: remoteAddr.hostname,
      upgrade({ protocol, accept }) {
        const { socket, response } = Deno.upgradeWebSocket(withSpacedProtocols(request), {
          protocol,
          idleTimeout: idleTimeout(keepalive),
        });
        socket.addEventListener("open", () => sockets.add(socket));
        socket.addEventListener("close", () => sockets.delete(socket));
        bridge(socket, {
          accept,
          logger,
          peer: { label: label(remoteAddr), transport: "websocket" },
        });
        return response;
      },
    };
  }
}

type Handler = Deno.ServeHandler<Deno.NetAddr>;

// Connections that wait to be accepted. At the usual 511 some of a thousand windows that come back at once
// after a restart have to try again, a second later (measured: 1 to 1.9 s until all are greeted, then 0.2).
// Deno 2.4 does not name the option.
const BACKLOG = 4_096;

function bind(
  { hostname, port, logger }: { hostname: string; port: number; logger: Logger },
  handler: Handler,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    const address = { hostname, port, tcpBacklog: BACKLOG };
    return Deno.serve({
      ...address,
      onListen() {},
      onError(error) {
        logger.error(`cannot answer a request: ${errorStack(error)}`);
        return problem("internal");
      },
    }, handler);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new PortInUseError(hostname, port, { cause: error });
    }
    const state = errorMessage(error);
    throw new Error(`Cannot listen on ${hostname} port ${port}: ${state}`, { cause: error });
  }
}

async function stop(
  listener: Listener,
  sockets: ReadonlySet<WebSocket>,
  options: ShutdownOptions & { clock: Clock; logger: Logger },
): Promise<void> {
  const { clock, logger, graceMs = DEFAULT_GRACE_MS, drain = () => Promise.resolve() } = options;
  const done = new AbortController();
  const grace = sleep(clock, graceMs, done.signal);
  const drained = drainWithin({ clock, graceMs }, drain).catch((error: unknown) => {
    logger.error(`cannot drain the gateway: ${errorStack(error)}`);
  });
  await Promise.race([drained, grace]);
  await Promise.race([closeFramesRead(sockets), grace]);
  await Promise.race([listener.shutdown(), grace]);
  done.abort();
}

// A server that stops overtakes close frames that are still on their way, with a close of its own.
async function closeFramesRead(sockets: ReadonlySet<WebSocket>): Promise<void> {
  const closing = [...sockets].filter(({ readyState }) => readyState === WebSocket.CLOSING);
  await Promise.all(
    closing.map((socket) =>
      new Promise((resolve) => socket.addEventListener("close", resolve, { once: true }))
    ),
  );
}

// Deno pings after half of it without a sign of life, and gives up when the other half brings none
// either (ext/websocket/01_websocket.js, `_serverHandleIdleTimeout`), so both halves are one length.
function idleTimeout(keepalive: Keepalive | null): number {
  return keepalive === null ? 0 : 2 * Math.max(keepalive.intervalSeconds, keepalive.timeoutSeconds);
}

/**
 * Deno splits the offered subprotocols at ", " only and throws when the chosen one is not among them,
 * but a client may leave the blank out (`ws` on Node does). The upgrade needs this very request, whose
 * headers cannot be changed, so it gets one that inherits everything else.
 */
function withSpacedProtocols(request: Request): Request {
  const offered = offeredProtocols(request.headers);
  if (offered.length === 0) return request;
  const headers = new Headers(request.headers);
  headers.set("sec-websocket-protocol", offered.join(", "));
  return Object.create(request, { headers: { value: headers } });
}

function label({ hostname, port }: Deno.NetAddr): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
