/**
 * A gateway inside somebody's Hono app, on every runtime: what is asked for, and what the app must have.
 *
 * @module
 */
import { type AppOptions, createApp } from "../http/app.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { type Logger, logtapeLogger } from "../lib/logger.ts";

/** How a gateway is mounted. */
export interface MountOptions
  extends Omit<AppOptions, "bindHost" | "basePath" | "port" | "clock" | "logger"> {
  /** Where it is mounted, such as `/gateway`. A slash at its end is taken off. */
  path: string;
  /** What the server of the app is bound to: `127.0.0.1`, `::`, … It decides who may be let in. */
  hostname: string;
  /**
   * The port of that server. It names the sign-in cookie, so that two gateways on one host do not sign each
   * other's browsers out. Default 0, which is good for one.
   */
  port?: number;
  /** Where time comes from. Default: the real clock. */
  clock?: Clock;
  /** Where the log goes. Default: LogTape's, category `tidegate`. */
  logger?: Logger;
}

/** As much of a Hono app as a gateway needs to be mounted. */
export interface MountableApp {
  /** Adds a route for every method. */
  all(
    path: string,
    handler: (c: { req: { raw: Request }; env: unknown }) => Response | Promise<Response>,
  ): unknown;
}

const PATH = /^(\/[\w.~-]+)+$/;

/**
 * Makes the app that answers under a path.
 *
 * @throws {TypeError} for a path, a host or an origin that cannot be one
 */
export function mountedApp(options: MountOptions) {
  const { hostname, port = 0, clock = systemClock, logger = logtapeLogger() } = options;
  const path = mountPath(options.path);
  const app = createApp({ ...options, clock, logger, port, bindHost: hostname, basePath: path });
  return { app, path, logger };
}

function mountPath(given: string): string {
  const path = given.replace(/\/$/, "");
  if (PATH.test(path)) return path;
  throw new TypeError(
    `Cannot mount the gateway at "${given}": write a path such as "/gateway", of letters, digits, ` +
      '".", "_", "~" and "-"',
  );
}
