/**
 * The HTTP application: routes, and who may use them. It names no runtime; an adapter lends it the
 * upgrade with each request.
 *
 * @module
 */
import { Hono } from "hono";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";
import { version } from "../protocol/version.ts";
import type { ConnectionAcceptor } from "../gateway/acceptor.ts";
import type { AppEnv } from "./app_env.ts";
import { addAuthRoutes } from "./auth_routes.ts";
import { cookieName, type Credentials } from "./credentials.ts";
import { Doorkeeper } from "./doorkeeper.ts";
import { FailureLimiter } from "./failure_limiter.ts";
import { addPageRoutes } from "./page_routes.ts";
import { problem } from "./problem.ts";
import { secure } from "./security_headers.ts";
import { SignInSockets } from "./sign_in_sockets.ts";
import { resolveSite, type SiteOptions } from "./site.ts";
import { addUpgradeRoute } from "./upgrade_route.ts";

/** What an app is made from. */
export interface AppOptions extends SiteOptions {
  gateway: ConnectionAcceptor;
  credentials: Credentials;
  /** The port the server listens on: the real one, not 0. It names the cookie. */
  port: number;
  clock: Clock;
  logger: Logger;
}

/**
 * Makes the app.
 *
 * Open to everybody: `/healthz` (200 while the process serves) and `/readyz` (503 while draining), for
 * probes that know no name of ours. Open to every fitting host and origin: the page, `/api/status`.
 * `/api/ws` takes a credential.
 *
 * @throws {TypeError} for a host or origin in the options that cannot be one.
 */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const { gateway, credentials, clock, logger } = options;
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
  const app = new Hono<AppEnv>();

  app.use(async (c, next) => {
    await next();
    secure(c.res);
  });
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", (c) => gateway.draining ? problem("draining") : c.json({ status: "ready" }));
  app.get("/api/status", (c) => door.refuse(c, "nothing") ?? c.json({ status: "ok", version }));
  addPageRoutes(app, door);
  addAuthRoutes(app, { door, credentials, cookieName: cookie, sockets, clock });
  addUpgradeRoute(app, { door, gateway, sockets });
  app.notFound((c) => door.refuse(c, "nothing") ?? problem("not_found"));
  app.onError((error, c) => {
    logger.error(`cannot serve ${c.req.method} ${c.req.path.slice(0, 100)}: ${errorStack(error)}`);
    return problem("internal");
  });
  return app;
}
