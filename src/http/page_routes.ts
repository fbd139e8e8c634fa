/**
 * Serves the page that comes with the gateway.
 *
 * @module
 */
import type { Hono } from "hono";
import type { AppEnv } from "./app_env.ts";
import type { Doorkeeper } from "./doorkeeper.ts";
import { pageAssets } from "./page_assets.ts";

/** Adds `GET /` and the page's files. They hold nothing secret and take no credential. */
export function addPageRoutes(app: Hono<AppEnv>, door: Doorkeeper): void {
  for (const { path, contentType, text } of pageAssets) {
    app.get(path, (c) => {
      const refused = door.refuse(c, "nothing");
      if (refused !== null) return refused;
      // A browser asks again each time: a page older than its gateway would be worse than a request.
      return c.body(text, 200, { "content-type": contentType, "cache-control": "no-cache" });
    });
  }
}
