import assert from "node:assert/strict";
import { nodeTest } from "../adapters/support/node_bench.ts";
import { pageAssets } from "../../src/http/page_assets.ts";
import { denoBench } from "./support/deno_bench.ts";
import { rawConnect } from "./support/raw_http.ts";

const script = pageAssets.find(({ path }) => path.startsWith("/assets/main-"))?.path ?? "";
const PATHS = ["/", script, "/healthz", "/api/status", "/nothing"];
const KINDS: readonly Record<string, string>[] = [{}, { "accept-encoding": "gzip" }];

/** The answer to a request of a connection that ends with it: its head, and the bytes behind that. */
async function ask(
  port: number,
  options: { method: string; path: string; headers?: Record<string, string> },
): Promise<{ status: string; length: string | undefined; body: number }> {
  const headers = { ...options.headers, connection: "close" };
  const connection = await rawConnect(port, { ...options, headers });
  const bytes = new Uint8Array(await new Response(connection.readable).arrayBuffer());
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  const [status = "", ...lines] = text.slice(0, end).toLowerCase().split("\r\n");
  const length = lines.find((line) => line.startsWith("content-length:"))?.slice(15).trim();
  return { status, length, body: bytes.length - end - 4 };
}

/** A HEAD says of each what a GET gives, and nothing more. */
async function compare(port: number): Promise<void> {
  for (const path of PATHS) {
    for (const headers of KINDS) {
      const get = await ask(port, { method: "GET", path, headers });
      const head = await ask(port, { method: "HEAD", path, headers });
      assert.equal(get.length, `${get.body}`, path);
      assert.deepEqual(head, { ...get, body: 0 }, path);
    }
  }
}

Deno.test("tellLength() tells of HEAD on Deno what GET is long", async () => {
  await using bench = await denoBench();
  await compare(bench.port);
});

nodeTest("tellLength() tells of HEAD on Node what GET is long", async ({ port }) => {
  await compare(port);
});

Deno.test("tellLength() tells no length of what has not changed", async () => {
  await using bench = await denoBench();
  const known = await fetch(`${bench.server.url}/`, { method: "HEAD" });
  const etag = known.headers.get("etag") ?? assert.fail("there is no tag");
  const headers = { "if-none-match": etag };
  const { status, length } = await ask(bench.port, { method: "HEAD", path: "/", headers });
  assert.match(status, / 304 /);
  assert.notEqual(length, "0");
});
