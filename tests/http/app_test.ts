import assert from "node:assert/strict";
import { version } from "../../src/protocol/version.ts";
import { appBench, problemOf, TOKEN } from "./support/app_bench.ts";

const BEARER = { authorization: `Bearer ${TOKEN}` };

Deno.test("createApp() answers probes whatever name they use", async () => {
  const { send, gateway } = appBench();
  const probe = { headers: { host: "10.1.2.3:9119" }, remoteAddress: "10.9.9.9" };
  assert.equal((await send("/healthz", probe)).status, 200);
  assert.equal((await send("/readyz", probe)).status, 200);
  gateway.draining = true;
  assert.equal((await send("/healthz", probe)).status, 200);
  assert.equal(await problemOf(await send("/readyz", probe)), "503 1001 draining");
});

Deno.test("createApp() tells its status without a credential, to its own hosts", async () => {
  const { send } = appBench();
  const response = await send("/api/status");
  assert.deepEqual(await response.json(), { status: "ok", version });
  const foreign = await send("/api/status", { headers: { host: "evil.example" } });
  assert.equal(await problemOf(foreign), "400 4403 host_refused");
});

Deno.test("createApp() serves the page, and no body of it to whoever asks for the head", async () => {
  const { send } = appBench();
  const response = await send("/");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.notEqual(await response.text(), "");
  const head = await send("/", { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
});

Deno.test("createApp() puts security headers on every answer", async () => {
  const { send } = appBench();
  for (const path of ["/", "/api/status", "/healthz", "/nowhere", "/api/ws"]) {
    const { headers, body } = await send(path);
    await body?.cancel();
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self'; /);
    assert.match(policy, /frame-ancestors 'none'$/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    const cache = path === "/" ? "no-cache" : "no-store, no-transform";
    assert.equal(headers.get("cache-control"), cache);
    assert.equal(headers.get("access-control-allow-origin"), null);
  }
});

Deno.test("createApp() answers 404 in JSON, and tells strangers nothing", async () => {
  const { send } = appBench();
  assert.equal(await problemOf(await send("/nowhere")), "404 404 not_found");
  assert.equal(await problemOf(await send("/api/status", { method: "PUT" })), "404 404 not_found");
  const foreign = await send("/nowhere", { headers: { host: "evil.example" } });
  assert.equal(await problemOf(foreign), "400 4403 host_refused");
});

Deno.test("createApp() keeps the text of an unexpected failure out of its answer", async () => {
  const { app, logger, send } = appBench();
  app.get("/broken", () => {
    throw new Error("the details");
  });
  const response = await send("/broken");
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /the details/);
  assert.equal(logger.lines.filter((line) => /^error .*the details/.test(line)).length, 1);
});

Deno.test("createApp() says in the log who was refused and why, never with what", async () => {
  const { logger, send } = appBench();
  await send("/api/auth/check", { method: "POST", headers: { authorization: "Bearer my-guess" } });
  await send("/api/auth/check?token=my-guess", { method: "POST" });
  await send("/api/status?token=my-guess", { headers: { host: "evil.example" } });
  await send("/api/auth/check", { method: "POST" });
  const told = logger.lines.map((line) => line.replace(/ \{.*/, ""));
  assert.deepEqual(told, [
    "warn refused POST /api/auth/check: token_mismatch",
    // The second of its kind within a minute.
    "debug refused POST /api/auth/check: token_mismatch",
    "warn refused GET /api/status: host_refused",
    "debug refused POST /api/auth/check: no_credential",
  ]);
  assert.doesNotMatch(logger.lines.join("\n"), /my-guess|correct-horse/);
});

Deno.test("createApp() refuses options that cannot work", () => {
  assert.throws(() => appBench({ publicOrigins: ["gw.example"] }), TypeError);
  assert.throws(() => appBench({ allowedHosts: ["http://gw.example"] }), TypeError);
});

Deno.test("createApp() serves two gateways beside each other, each with its own token", async () => {
  const one = appBench();
  const two = appBench({ port: 9120 });
  const check = { method: "POST", headers: BEARER };
  assert.equal((await one.send("/api/auth/check", check)).status, 204);
  assert.equal((await two.send("/api/auth/check", check)).status, 204);
});
