import assert from "node:assert/strict";
import { pageAssets } from "../../src/http/page_assets.ts";
import { appBench } from "./support/app_bench.ts";

const script = pageAssets.find(({ path }) => path.startsWith("/assets/main-"));
assert.ok(script);

async function unzipped(response: Response): Promise<string> {
  assert.ok(response.body);
  return await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).text();
}

Deno.test("GET / is asked for each time, and told in a word that nothing has changed", async () => {
  const { send } = appBench();
  const first = await send("/");
  assert.equal(first.headers.get("cache-control"), "no-cache");
  assert.match(await first.text(), /<script type="module" src="assets\/main-\w+\.js">/);
  const etag = first.headers.get("etag") ?? "";
  const again = await send("/", { headers: { "if-none-match": `"other", ${etag}` } });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), "");
  assert.equal(again.headers.get("etag"), etag);
  assert.equal((await send("/", { headers: { "if-none-match": '"other"' } })).status, 200);
});

Deno.test("GET of a file of the page says that it never changes", async () => {
  const { send } = appBench();
  const response = await send(script.path);
  assert.equal(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(response.headers.get("content-type"), "text/javascript; charset=utf-8");
  assert.equal(await response.text(), script.text);
});

Deno.test("GET of a file of the page is zipped for whoever takes that", async () => {
  const { send } = appBench();
  for (const accepts of ["gzip", "br, GZIP;q=0.5", "*"]) {
    const response = await send(script.path, { headers: { "accept-encoding": accepts } });
    assert.equal(response.headers.get("content-encoding"), "gzip", accepts);
    assert.equal(response.headers.get("vary"), "accept-encoding");
    assert.equal(await unzipped(response), script.text);
  }
  for (const accepts of ["", "br", "gzip;q=0", "identity, *;q=0"]) {
    const response = await send(script.path, { headers: { "accept-encoding": accepts } });
    assert.equal(response.headers.get("content-encoding"), null, accepts);
    assert.equal(await response.text(), script.text);
  }
});

Deno.test("GET of the page is refused to a host that is none of ours", async () => {
  const { send } = appBench();
  assert.equal((await send("/", { headers: { host: "evil.example" } })).status, 400);
  assert.equal((await send(script.path, { headers: { host: "evil.example" } })).status, 400);
});
