import assert from "node:assert/strict";
import { appBench, problemOf } from "./support/app_bench.ts";
import { StandInGateway } from "./support/stand_in_gateway.ts";

const DOCUMENT = '{"openrpc":"1.3.2"}';

/** A bench whose gateway has a document, and counts how often it is asked for it. */
function documentBench() {
  let asked = 0;
  const gateway = Object.assign(new StandInGateway(), {
    describe() {
      asked++;
      return DOCUMENT;
    },
  });
  return { ...appBench({ gateway }), asked: () => asked };
}

Deno.test("GET /openrpc.json answers the gateway's document without a credential", async () => {
  const { send, asked } = documentBench();
  assert.equal(asked(), 0, "it is made when somebody wants it");
  const response = await send("/openrpc.json");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.equal(response.headers.get("cache-control"), "no-cache");
  assert.equal(await response.text(), DOCUMENT);
});

Deno.test("GET /openrpc.json answers 304 to who has it already", async () => {
  const { send } = documentBench();
  const tag = (await send("/openrpc.json")).headers.get("etag") ?? assert.fail("there is no tag");
  assert.match(tag, /^"[0-9a-f]{32}"$/);
  for (const have of [tag, `"other", ${tag}`, `W/${tag}`]) {
    const response = await send("/openrpc.json", { headers: { "if-none-match": have } });
    assert.deepEqual([response.status, await response.text()], [304, ""], have);
    assert.equal(response.headers.get("etag"), tag);
  }
  const changed = await send("/openrpc.json", { headers: { "if-none-match": '"other"' } });
  assert.equal(changed.status, 200);
});

Deno.test("GET /openrpc.json keeps the door's rule: a host that is not ours learns nothing", async () => {
  const { send, asked } = documentBench();
  const foreign = await send("/openrpc.json", { headers: { host: "evil.example" } });
  assert.equal(await problemOf(foreign), "400 4403 host_refused");
  assert.equal(foreign.headers.get("etag"), null);
  assert.equal(asked(), 0);
});

Deno.test("GET /openrpc.json is 404 where whoever takes connections has no document", async () => {
  const { send } = appBench();
  assert.equal(await problemOf(await send("/openrpc.json")), "404 404 not_found");
});
