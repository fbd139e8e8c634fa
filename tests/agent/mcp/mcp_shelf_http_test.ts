/** Servers that are reached by HTTP: real ones. */
import assert from "node:assert/strict";
import { HttpToolServer } from "./support/http_server.ts";
import { ShelfBench } from "./support/shelf_bench.ts";

const LONG_MS = 1_000_000;
const headers = { authorization: "Bearer test-secret-value" };

Deno.test("McpShelf lists and calls the tools of an HTTP server, and says goodbye", async () => {
  await using server = new HttpToolServer();
  await using bench = new ShelfBench([{ name: "web", url: server.url, headers }]);
  await bench.shelf.ready(LONG_MS);
  const { transport, status, tools } = bench.source("web");
  assert.deepEqual([transport, status, tools], ["http", "connected", 10]);
  assert.equal((await bench.call("web__answer", { text: "hi" })).text, "hi");
  assert.deepEqual(await bench.call("web__refuse"), {
    text: 'the tool server "web": no, and the key is [redacted]',
    failed: true,
  });
  assert.equal((await bench.call("web__big", { size: 2_000_000 })).text.length, 2_000_000);
  assert.ok(server.requests.every(({ authorization }) => authorization === headers.authorization));
  assert.equal(server.sessions, 1);
  await bench.shelf.close();
  assert.equal(server.sessions, 0);
});

Deno.test("McpShelf finds a server again that has forgotten it", async () => {
  await using server = new HttpToolServer();
  await using bench = new ShelfBench([{ name: "web", url: server.url, headers: {} }]);
  await bench.shelf.ready(LONG_MS);
  await server.forget();
  const { text, failed } = await bench.call("web__answer", { text: "lost" });
  assert.equal(failed, true);
  assert.match(text, /no such session/);
  assert.equal((await bench.call("web__answer", { text: "found" })).text, "found");
});

Deno.test("McpShelf tells of a server that is not there, and finds it once it is", async () => {
  const gone = new HttpToolServer();
  const { url } = gone;
  await gone[Symbol.asyncDispose]();
  await using bench = new ShelfBench([{ name: "web", url, headers: {} }]);
  await bench.shelf.ready(LONG_MS);
  const { status, error } = bench.source("web");
  assert.equal(status, "failed");
  assert.match(error!, /refused/i);
  await using _server = new HttpToolServer({}, Number(new URL(url).port));
  await bench.shelf.ready(LONG_MS);
  assert.equal(bench.source("web").status, "connected");
});

Deno.test("McpShelf tells of what is no tool server, without a word too much", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(`no: test-secret-value ${"x".repeat(9_999)}`, { status: 401 }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  await using bench = new ShelfBench([{ name: "web", url, headers }, {
    name: "nowhere",
    url: "not a URL",
    headers: {},
  }]);
  await bench.shelf.ready(LONG_MS);
  const { error } = bench.source("web");
  assert.match(error!, /no: \[redacted\] x+…$/);
  assert.ok(error!.length <= 300);
  assert.match(bench.source("nowhere").error!, /Invalid URL/);
});

Deno.test("McpShelf ends an answer that is longer than is taken", async () => {
  await using server = new HttpToolServer();
  await using bench = new ShelfBench([{ name: "web", url: server.url, headers: {} }]);
  await bench.shelf.ready(LONG_MS);
  const { text, failed } = await bench.call("web__big", { size: 40_000_000 });
  assert.equal(failed, true);
  assert.match(text, /"web": the answer is longer than 33554432 bytes$/);
  assert.equal(bench.source("web").error, "the answer is longer than 33554432 bytes");
  assert.equal((await bench.call("web__answer", { text: "again" })).text, "again");
});

Deno.test("McpShelf follows an HTTP server that changes its list", async () => {
  await using server = new HttpToolServer();
  await using bench = new ShelfBench([{ name: "web", url: server.url, headers: {} }]);
  await bench.shelf.ready(LONG_MS);
  await bench.call("web__grow", { name: "extra" });
  await bench.until("web", ({ tools }) => tools === 11);
  assert.equal((await bench.call("web__extra")).text, "extra ran");
});
