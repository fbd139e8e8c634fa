/** Requests whose target names a host itself: `GET http://example.org/ HTTP/1.1`. */
import assert from "node:assert/strict";
import { type AdmissionFacts, admit } from "../../src/http/admission.ts";
import { resolveSite } from "../../src/http/site.ts";
import { TOKEN } from "./support/app_bench.ts";
import { denoBench } from "./support/deno_bench.ts";
import { rawHandshake, rawRequest } from "./support/raw_http.ts";

function decide(url: string, facts: Partial<AdmissionFacts> = {}) {
  const site = resolveSite({
    bindHost: "127.0.0.1",
    publicOrigins: ["https://agents.example.org"],
  });
  return admit({
    requires: "nothing",
    remoteAddress: "127.0.0.1",
    url,
    host: "127.0.0.1:9119",
    origin: null,
    presented: { explicit: [], cookie: null, query: null },
    waitSeconds: 0,
    ...facts,
  }, { site, strongToken: true, isToken: () => false, isSession: () => false });
}

Deno.test("admit() takes a target that names the host of the Host header, however spelled", () => {
  for (
    const [url, host] of [
      ["http://127.0.0.1:9119/", "127.0.0.1:9119"],
      ["HTTP://LOCALHOST:9119/a?b", "localhost:9119"],
      ["http://localhost", "localhost:80"],
      ["http://[::1]:9119/", "[0:0:0:0:0:0:0:1]:9119"],
      ["https://agents.example.org/", "agents.example.org"],
    ] as const
  ) assert.equal(decide(url, { host }).admitted, true, url);
});

Deno.test("admit() refuses a target that names another host than the Host header", () => {
  for (
    const url of [
      "http://evil.example/",
      "http://evil.example",
      "http://evil.example:9119/",
      // A host of ours, but not the one of the Host header.
      "http://localhost:9119/",
      "http://127.0.0.1/",
      "https://127.0.0.1/",
      "http://user@127.0.0.1:9119/",
      "http://127.0.0.1:9119@evil.example/",
      "http://127.0.0.1:9119.evil.example/",
      "ftp://127.0.0.1:9119/",
      "http:///127.0.0.1:9119/",
      "127.0.0.1:9119",
      "",
    ]
  ) {
    const admission = decide(url);
    assert.ok(!admission.admitted, url);
    assert.deepEqual([admission.status, admission.reason], [400, "host_refused"], url);
    assert.equal(admission.guesses, 0);
  }
});

Deno.test("admit() shows nothing of a target it refuses, where a token may stand", () => {
  const admission = decide("http://user:secret@evil.example/api/ws?token=secret");
  assert.ok(!admission.admitted);
  assert.match(admission.message, /another host than its Host header, "127\.0\.0\.1:9119"/);
  assert.doesNotMatch(admission.message, /secret/);
});

Deno.test("serve() refuses a target that names another host, before any upgrade", async () => {
  await using bench = await denoBench();
  const { port } = bench;
  const status = async (path: string) => (await rawRequest(port, { path })).status;
  assert.equal(await status("/"), 200);
  assert.equal(await status(`http://127.0.0.1:${port}/`), 200);
  assert.equal(await status("http://evil.example/"), 400);
  assert.equal(await status(`http://127.0.0.1:${port}@evil.example/api/status`), 400);
  const bearer = { authorization: `Bearer ${TOKEN}` };
  const dial = (path: string) => rawHandshake(port, bearer, { path });
  assert.equal((await dial("http://evil.example/api/ws")).status, 400);
  assert.equal((await dial(`http://127.0.0.1:${port}/api/ws`)).status, 101);
  await bench.gateway.ended();
});
