/**
 * The HTTP application: routes, and who may use them. It names no runtime; an adapter lends it the
 * upgrade with each request.
 *
 * @module
 */
import { Hono } from "hono";
import { getPath } from "hono/utils/url";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { version } from "../protocol/version.ts";
import type { ConnectionAcceptor } from "../gateway/acceptor.ts";
import type { AppEnv } from "./app_env.ts";
import { addAuthRoutes } from "./auth_routes.ts";
import { addChannelRoutes } from "./channel_routes.ts";
import { cookieName, type Credentials } from "./credentials.ts";
import { addDocumentRoute } from "./document_route.ts";
import { Doorkeeper } from "./doorkeeper.ts";
import { FailureLimiter } from "./failure_limiter.ts";
import { tellLength } from "./head_length.ts";
import { addMetricsRoute, type Exposition } from "./metrics_route.ts";
import { addPageRoutes } from "./page_routes.ts";
import { problem } from "./problem.ts";
import { secure } from "./security_headers.ts";
import { SignInSockets } from "./sign_in_sockets.ts";
import { resolveSite, type SiteOptions } from "./site.ts";
import { addUpgradeRoute } from "./upgrade_route.ts";

/** What an app is made from. */
export interface AppOptions extends SiteOptions {
  /** What connections go to. */
  gateway: ConnectionAcceptor;
  /** Who is let in. */
  credentials: Credentials;
  /** The port the server listens on: the real one, not 0. It names the cookie. */
  port: number;
  /** Path in front of every route, such as `/gateway`; without a slash at its end. Default `""`. */
  basePath?: string;
  /** Whether there is a page at `/`. Default `true`. */
  page?: boolean;
  /** What there is at `/metrics`: see `createMetrics()`. Default: nothing, not even the route. */
  metrics?: () => Promise<Exposition>;
  /** Where time comes from. */
  clock: Clock;
  /** Where the log goes. */
  logger: Logger;
}

/**
 * Makes the app.
 *
 * Open to everybody: `/healthz` (200 while the process serves) and `/readyz` (503 while draining), for
 * probes that know no name of ours. Open to every fitting host and origin: the page, `/api/status`,
 * `/openrpc.json`.
 * `/api/ws`, `/api/pub`, `/api/events` and `/metrics` take a credential.
 *
 * @throws {TypeError} for a host or origin in the options that cannot be one.
 */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const { gateway, credentials, clock, logger, basePath = "", page = true, metrics } = options;
  const cookie = cookieName(options.port);
  const door = new Doorkeeper({
    site: resolveSite(options),
    credentials,
    limiter: new FailureLimiter({ clock }),
    cookieName: cookie,
    clock,
    logger,
  });
  const sockets = new SignInSockets({ clock, msLeft: (signIn) => credentials.msLeft(signIn) });
  // Routes are looked for behind the base. The request itself stays as it came: a runtime upgrades no other.
  const app = new Hono<AppEnv>({ getPath: (request) => getPath(request).slice(basePath.length) });

  app.use(async (c, next) => {
    await next();
    if (c.req.method === "HEAD") await tellLength(c.res);
    secure(c.res);
  });
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", (c) => gateway.draining ? problem("draining") : c.json({ status: "ready" }));
  app.get("/api/status", (c) => door.refuse(c, "nothing") ?? c.json({ status: "ok", version }));
  addDocumentRoute(app, { door, gateway });
  if (metrics !== undefined) addMetricsRoute(app, { door, scrape: metrics });
  if (page) addPageRoutes(app, door);
  addAuthRoutes(app, { door, credentials, cookieName: cookie, basePath, sockets, clock });
  addUpgradeRoute(app, { door, gateway, sockets });
  const { channels } = gateway;
  if (channels !== undefined) addChannelRoutes(app, { door, gateway, sockets, channels });
  app.notFound((c) => {
    const refused = door.refuse(c, "nothing");
    if (refused !== null) return refused;
    // The base itself: the page names its files as those of a folder, which only a slash makes of it.
    return page && c.req.path === "" ? c.redirect(`${basePath}/`) : problem("not_found");
  });
  app.onError((error, c) => {
    logger.error(`cannot serve ${c.req.method} ${c.req.path.slice(0, 100)}: ${errorStack(error)}`);
    return problem("internal");
  });
  return app;
}
