/**
 * Serves the page that comes with the gateway.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { hexDigest } from "../lib/hex_digest.ts";
import type { AppEnv } from "./app_env.ts";
import type { Doorkeeper } from "./doorkeeper.ts";
import type { PageAsset } from "./page_assets.ts";
import { pagePaths } from "./page_paths.ts";

/** A file as it goes over the wire, made once. */
interface Packed {
  readonly etag: string;
  readonly plain: ArrayBuffer;
  readonly zipped: ArrayBuffer;
}

// The same for every gateway of the process.
const packed = new Map<PageAsset, Promise<Packed>>();

/** Adds `GET /` and the page's files. They hold nothing secret and take no credential. */
export function addPageRoutes(app: Hono<AppEnv>, door: Doorkeeper): void {
  for (const path of pagePaths) {
    app.get(path, async (c) => door.refuse(c, "nothing") ?? await answer(c, await assetAt(path)));
  }
}

/** Half a megabyte of texts, which are loaded when the first of them is asked for. */
async function assetAt(path: string): Promise<PageAsset> {
  const { pageAssets } = await import("./page_assets.ts");
  const asset = pageAssets.find((each) => each.path === path);
  if (asset === undefined) throw new Error(`Serving ${path}: it is not among the page's files`);
  return asset;
}

async function answer(c: Context<AppEnv>, asset: PageAsset): Promise<Response> {
  const { etag, plain, zipped } = await pack(asset);
  const headers: Record<string, string> = {
    "content-type": asset.contentType,
    // A browser asks for the page again each time: one older than its gateway would be worse than a request.
    "cache-control": asset.immutable ? "public, max-age=31536000, immutable" : "no-cache",
    vary: "accept-encoding",
    etag,
  };
  if (names(c.req.header("if-none-match"), etag)) return c.body(null, 304, headers);
  if (!takesGzip(c.req.header("accept-encoding"))) return c.body(plain, 200, headers);
  return c.body(zipped, 200, { ...headers, "content-encoding": "gzip" });
}

function pack(asset: PageAsset): Promise<Packed> {
  const known = packed.get(asset);
  if (known !== undefined) return known;
  const made = packNow(asset);
  packed.set(asset, made);
  return made;
}

async function packNow({ text }: PageAsset): Promise<Packed> {
  const whole = new Blob([text]);
  const plain = await whole.arrayBuffer();
  const stream = whole.stream().pipeThrough(new CompressionStream("gzip"));
  const zipped = await new Response(stream).arrayBuffer();
  // A weak one: the same file comes zipped, and as it is.
  return { etag: `W/"${await hexDigest(plain, 16)}"`, plain, zipped };
}

function names(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const bare = (tag: string) => tag.trim().replace(/^W\//, "");
  return header.trim() === "*" || header.split(",").some((tag) => bare(tag) === bare(etag));
}

/** Whether an Accept-Encoding allows gzip: named, or by `*`, and not with a weight of 0. */
function takesGzip(header = ""): boolean {
  const weights = new Map(
    header.toLowerCase().split(",").map((part) => {
      const [name = "", ...parameters] = part.split(";").map((each) => each.trim());
      const q = parameters.find((each) => each.startsWith("q="));
      return [name, q === undefined ? 1 : Number(q.slice(2))] as const;
    }),
  );
  return (weights.get("gzip") ?? weights.get("*") ?? 0) > 0;
}
