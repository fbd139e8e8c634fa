/**
 * Serves the metrics.
 *
 * @module
 */
import type { Hono } from "hono";
import type { AppEnv } from "./app_env.ts";
import type { Doorkeeper } from "./doorkeeper.ts";

/** Metrics as text, in a format Prometheus reads. */
export interface Exposition {
  /** Of the text, with the version of its format. */
  contentType: string;
  /** The metrics. */
  text: string;
}

/**
 * Adds `GET /metrics`. It takes a credential wherever the gateway listens: how much is said, and when, is
 * nobody's business on a machine with several users. An observer's will do.
 */
export function addMetricsRoute(
  app: Hono<AppEnv>,
  { door, scrape }: { door: Doorkeeper; scrape: () => Promise<Exposition> },
): void {
  app.get("/metrics", async (c) => {
    const refused = door.refuse(c, "credential");
    if (refused !== null) return refused;
    const { contentType, text } = await scrape();
    return c.body(text, 200, { "content-type": contentType, "cache-control": "no-store" });
  });
}
