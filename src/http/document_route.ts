/**
 * Serves the protocol's document.
 *
 * @module
 */
import type { Hono } from "hono";
import { etag } from "hono/etag";
import type { ConnectionAcceptor } from "../gateway/acceptor.ts";
import type { AppEnv } from "./app_env.ts";
import type { Doorkeeper } from "./doorkeeper.ts";

/** Adds `GET /openrpc.json`. It tells no secret, no state and no name of a session, and takes no credential. */
export function addDocumentRoute(
  app: Hono<AppEnv>,
  { door, gateway }: { door: Doorkeeper; gateway: ConnectionAcceptor },
): void {
  let tag: Promise<string> | undefined;
  app.use("/openrpc.json", async (c, next) => {
    const refused = door.refuse(c, "nothing");
    return refused ?? await next();
  });
  const { describe } = gateway;
  if (describe === undefined) return;
  app.get("/openrpc.json", etag(), async (c) => {
    const text = describe.call(gateway);
    tag ??= tagOf(text);
    return c.body(text, 200, {
      "content-type": "application/json",
      "cache-control": "no-cache",
      etag: await tag,
    });
  });
}

/** Who has a text of this tag need not fetch it again. */
async function tagOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `"${hex.join("").slice(0, 32)}"`;
}
