/**
 * A gateway inside an app that `Deno.serve` serves already.
 *
 * @module
 */
import { denoBindings } from "./deno_bindings.ts";
import { type MountableApp, mountedApp, type MountOptions } from "./mounting.ts";

/**
 * Makes the part of a `Deno.serve` handler that answers under a path: the page, `/api/ws` and all else that
 * `serve()` offers, with the same admission.
 *
 * The answer to an upgrade must be returned as it is: Deno stops its server where another takes its place.
 * Middleware may set headers on it; one that answers with a copy of its own must leave status 101 alone.
 *
 * @example
 * ```ts
 * import { createGateway, echoProvider } from "tidegate";
 * import { createHandler, Credentials, randomSecret } from "tidegate/deno";
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * const credentials = new Credentials({ token: randomSecret() });
 * const hostname = "127.0.0.1";
 * const answer = createHandler({ gateway, credentials, hostname, path: "/gateway" });
 *
 * const handler: Deno.ServeHandler<Deno.NetAddr> = (request, info) => {
 *   const isOurs = new URL(request.url).pathname.startsWith("/gateway/");
 *   return isOurs ? answer(request, info) : new Response("my own page");
 * };
 * const server = Deno.serve({ hostname, port: 0 }, handler);
 * await gateway.shutdown();
 * await server.shutdown();
 * ```
 *
 * @throws {TypeError} for a path, a host or an origin that cannot be one
 */
export function createHandler(
  options: MountOptions,
): (request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>) => Promise<Response> {
  const { app, logger } = mountedApp(options);
  const lend = denoBindings({ hostname: options.hostname, logger, sockets: new Set() });
  return async (request, info) => await app.fetch(request, lend(request, info));
}

/**
 * Mounts a gateway in a Hono app. The app must be served by `Deno.serve(app.fetch)`, or be handed what
 * `Deno.serve` tells of each request: `app.fetch(request, info)`. `gateway.shutdown()` ends its sockets.
 *
 * Of middleware around it see {@linkcode createHandler}.
 *
 * @example
 * ```ts
 * import { Hono } from "hono";
 * import { createGateway, echoProvider } from "tidegate";
 * import { Credentials, mount, randomSecret } from "tidegate/deno";
 *
 * const gateway = createGateway({ provider: echoProvider() });
 * const credentials = new Credentials({ token: randomSecret() });
 * const hostname = "127.0.0.1";
 *
 * const app = new Hono();
 * mount(app, { gateway, credentials, hostname, path: "/gateway" });
 * app.get("/", (c) => c.text("my own page"));
 * const server = Deno.serve({ hostname, port: 0 }, app.fetch);
 * await gateway.shutdown();
 * await server.shutdown();
 * ```
 *
 * @throws {TypeError} for a path, a host or an origin that cannot be one
 */
export function mount(app: MountableApp, options: MountOptions): void {
  const handler = createHandler(options);
  const { path } = options;
  app.all(`${path.replace(/\/$/, "")}/*`, ({ req, env }) => {
    if (isServeInfo(env)) return handler(req.raw, env);
    throw new TypeError(
      `Cannot answer under "${path}": the app was not told who asks; serve it by ` +
        "Deno.serve(app.fetch), or call app.fetch(request, info)",
    );
  });
}

function isServeInfo(env: unknown): env is Deno.ServeHandlerInfo<Deno.NetAddr> {
  const info = env as Partial<Deno.ServeHandlerInfo<Deno.NetAddr>> | undefined;
  return typeof info?.remoteAddr?.hostname === "string";
}
