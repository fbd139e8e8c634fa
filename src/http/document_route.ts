/**
 * Serves the protocol's document.
 *
 * @module
 */
import type { Hono } from "hono";
import { etag } from "hono/etag";
import type { ConnectionAcceptor } from "../gateway/acceptor.ts";
import { hexDigest } from "../lib/hex_digest.ts";
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
  return `"${await hexDigest(text)}"`;
}
