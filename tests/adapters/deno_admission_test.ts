import assert from "node:assert/strict";
import { HANDSHAKE, TOKEN } from "../http/support/app_bench.ts";
import { type DenoBench, denoBench } from "../http/support/deno_bench.ts";
import {
  type RawAnswer,
  rawConnect,
  rawHandshake,
  rawRequest,
  readAnswer,
} from "../http/support/raw_http.ts";

const BEARER = { authorization: `Bearer ${TOKEN}` };

/** The status, and the reason of a refusal. */
function told({ status, body }: RawAnswer): string {
  return status === 101 ? "101" : `${status} ${JSON.parse(body).error.reason}`;
}

type Case = [name: string, headers: Record<string, string>, expected: string, query?: string];

async function check(bench: DenoBench, cases: Case[]): Promise<void> {
  for (const [name, headers, expected, query = ""] of cases) {
    const answer = await rawHandshake(bench.port, headers, { path: `/api/ws${query}` });
    assert.equal(told(answer), expected, name);
  }
  const admitted = cases.filter(([, , expected]) => expected === "101").length;
  for (let index = 0; index < admitted; index++) await bench.gateway.ended(index);
  assert.equal(bench.gateway.connections.length, admitted);
}

Deno.test("serve() refuses with an HTTP status before the upgrade, on loopback", async () => {
  await using bench = await denoBench();
  const { port } = bench;
  await check(bench, [
    ["no credential", {}, "401 no_credential"],
    ["wrong token", { authorization: "Bearer guess" }, "401 token_mismatch"],
    ["wrong query", {}, "401 token_mismatch", "?token=guess"],
    ["wrong subprotocol", { "sec-websocket-protocol": "tidegate.token.x" }, "401 token_mismatch"],
    ["foreign host", { ...BEARER, host: "evil.example" }, "400 host_refused"],
    ["foreign host, our port", { ...BEARER, host: `evil.example:${port}` }, "400 host_refused"],
    ["empty host", { ...BEARER, host: " " }, "400 host_refused"],
    ["no host", { ...BEARER, host: "" }, "400 host_refused"],
    ["host as a path", { ...BEARER, host: "localhost/api/status?" }, "400 host_refused"],
    ["foreign origin", { ...BEARER, origin: "https://evil.example" }, "403 origin_refused"],
  ]);
});

Deno.test("serve() upgrades every credential it takes on loopback", async () => {
  await using bench = await denoBench();
  const { port } = bench;
  await check(bench, [
    ["bearer", BEARER, "101"],
    ["own header", { "x-tidegate-token": TOKEN }, "101"],
    ["known header", { "x-hermes-session-token": TOKEN }, "101"],
    ["query", {}, "101", `?token=${TOKEN}`],
    ["bare subprotocol", { "sec-websocket-protocol": TOKEN }, "101"],
    ["localhost, any case", { ...BEARER, host: `LOCALHOST:${port}` }, "101"],
    ["v6 name", { ...BEARER, host: "[::1]:1" }, "101"],
    ["localhost page on another port", { ...BEARER, origin: "http://localhost:5173" }, "101"],
    ["file page", { ...BEARER, origin: "file://" }, "101"],
    ["null page", { ...BEARER, origin: "null" }, "101"],
    ["app page, query", { origin: "app://tidegate" }, "101", `?token=${TOKEN}`],
  ]);
});

Deno.test("serve() signs a browser in by a code, and lets its cookie in from its own page only", async () => {
  await using bench = await denoBench();
  const { port, credentials, server } = bench;
  const exchange = await rawRequest(port, {
    method: "POST",
    path: "/api/auth/exchange",
    headers: { origin: server.url, "content-type": "application/json" },
    body: JSON.stringify({ code: credentials.mintCode() }),
  });
  assert.equal(exchange.status, 204);
  const cookie = exchange.headers.get("set-cookie")?.split(";")[0] ?? "";
  assert.match(cookie, new RegExp(`^tidegate_${port}=`));
  await check(bench, [
    ["own page", { cookie, origin: server.url }, "101"],
    [
      "own page by another name",
      { cookie, origin: `http://localhost:${port}` },
      "403 origin_refused",
    ],
    ["page on another port", { cookie, origin: "http://127.0.0.1:5173" }, "403 origin_refused"],
    ["no origin", { cookie }, "403 origin_refused"],
    ["null", { cookie, origin: "null" }, "403 origin_refused"],
    ["file", { cookie, origin: "file://" }, "403 origin_refused"],
    ["stranger", { cookie, origin: "https://evil.example" }, "403 origin_refused"],
    ["stale", { cookie: `tidegate_${port}=old`, origin: server.url }, "401 no_credential"],
  ]);
});

Deno.test("serve() shows itself behind a tunnel once it knows the public origin", async () => {
  await using bench = await denoBench({ publicOrigins: ["https://gw.example"] });
  const cookie = `tidegate_${bench.port}=${bench.credentials.signIn()}`;
  await check(bench, [
    ["host kept", { cookie, host: "gw.example", origin: "https://gw.example" }, "101"],
    ["host rewritten", { cookie, origin: "https://gw.example" }, "101"],
    [
      "another origin",
      { cookie, host: "gw.example", origin: "http://gw.example:81" },
      "403 origin_refused",
    ],
    ["another tunnel", { ...BEARER, host: "other.example" }, "400 host_refused"],
  ]);
});

Deno.test("serve() takes names it knows and addresses on a wildcard bind, but no token in the URL", async () => {
  await using bench = await denoBench({ hostname: "0.0.0.0", allowedHosts: ["dev.example"] });
  await check(bench, [
    ["query", {}, "401 query_token_refused", `?token=${TOKEN}`],
    ["literal", { ...BEARER, host: "10.1.2.3:9119" }, "101"],
    ["configured", { ...BEARER, host: "dev.example" }, "101"],
    ["localhost", { ...BEARER, host: "localhost:9119" }, "101"],
    ["name", { ...BEARER, host: "evil.example" }, "400 host_refused"],
    ["bearer", BEARER, "101"],
  ]);
});

Deno.test("serve() makes an address wait after ten wrong tokens, a right one too where strangers reach it", async () => {
  await using bench = await denoBench({ hostname: "0.0.0.0" });
  for (let guess = 0; guess < 10; guess++) {
    assert.equal(
      told(await rawHandshake(bench.port, { authorization: "Bearer x" })),
      "401 token_mismatch",
    );
  }
  const limited = await rawHandshake(bench.port, BEARER);
  assert.equal(told(limited), "429 rate_limited");
  assert.match(limited.headers.get("retry-after") ?? "", /^[1-6]$/);
});

Deno.test("serve() answers a plain request to the socket's path with 426", async () => {
  await using bench = await denoBench();
  const answer = await rawRequest(bench.port, { path: "/api/ws" });
  assert.equal(told(answer), "426 upgrade_required");
});

Deno.test("serve() closes the sockets of a sign-in that is ended, with 4401", async () => {
  await using bench = await denoBench();
  const { credentials, gateway, port, server } = bench;
  const signedIn = {
    origin: server.url,
    cookie: `tidegate_${port}=${credentials.signIn()}`,
  };
  const window = await rawConnect(port, {
    path: "/api/ws",
    headers: { ...HANDSHAKE, ...signedIn },
  });
  assert.equal((await readAnswer(window)).status, 101);
  await gateway.opened();
  const answer = await rawRequest(port, {
    method: "POST",
    path: "/api/auth/logout",
    headers: signedIn,
  });
  assert.equal(answer.status, 204);
  let said = "";
  const buffer = new Uint8Array(1_024);
  // A close frame of 20 bytes: the code 4401 is 0x1131.
  while (!said.endsWith("\x88\x14\x11\x31credential refused")) {
    const count = await window.read(buffer);
    assert.ok(count !== null, "the connection ended without a close frame");
    said += new TextDecoder("latin1").decode(buffer.subarray(0, count))
      // latin1 is windows-1252 to a decoder.
      .replaceAll("\u02c6", "\x88");
  }
  window.close();
  await gateway.ended();
});

Deno.test("serve() tries no list of tokens, and counts each that it tries", async () => {
  await using bench = await denoBench({ hostname: "0.0.0.0" });
  const list = Array.from({ length: 100 }, (_, n) => `guess${n}`).join(",");
  const offer = (protocols: string) =>
    rawHandshake(bench.port, { "sec-websocket-protocol": protocols });
  assert.equal(told(await offer(`${list},${TOKEN}`)), "401 too_many_credentials");
  for (let n = 0; n < 3; n++) assert.equal(told(await offer("a,b,c")), "401 token_mismatch");
  assert.equal(told(await rawHandshake(bench.port, BEARER)), "429 rate_limited");
});

Deno.test("serve() lets a right token in behind a tunnel when strangers have used up the guesses", async () => {
  await using bench = await denoBench({ publicOrigins: ["https://gw.example"] });
  const through = { host: "gw.example" };
  for (let guess = 0; guess < 10; guess++) {
    await rawHandshake(bench.port, { ...through, authorization: "Bearer x" });
  }
  await check(bench, [
    ["guess", { ...through, authorization: "Bearer x" }, "429 rate_limited"],
    ["query", through, "401 query_token_refused", `?token=${TOKEN}`],
    ["right", { ...through, ...BEARER }, "101"],
  ]);
});
