import assert from "node:assert/strict";
import { appBench, OWN, problemOf, TOKEN } from "./support/app_bench.ts";

type Bench = ReturnType<typeof appBench>;

function exchange({ send }: Bench, code: unknown, headers: Record<string, string> = {}) {
  return send("/api/auth/exchange", {
    method: "POST",
    headers: { origin: OWN, ...headers },
    body: JSON.stringify({ code }),
  });
}

function check({ send }: Bench, headers: Record<string, string>, remoteAddress?: string) {
  return send("/api/auth/check", { method: "POST", headers, remoteAddress });
}

async function signedIn(bench: Bench): Promise<string> {
  const response = await exchange(bench, bench.credentials.mintCode());
  assert.equal(response.status, 204);
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

Deno.test("POST /api/auth/exchange turns a code into a cookie, once", async () => {
  const bench = appBench();
  const code = bench.credentials.mintCode();
  const response = await exchange(bench, code);
  assert.equal(response.status, 204);
  const cookie = response.headers.get("set-cookie") ?? "";
  assert.match(
    cookie,
    /^tidegate_9119=[0-9a-f]{64}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  assert.equal(await problemOf(await exchange(bench, code)), "401 401 code_refused");
  const [pair = ""] = cookie.split(";");
  assert.equal((await check(bench, { origin: OWN, cookie: pair })).status, 204);
});

Deno.test("POST /api/auth/exchange ends the sign-in it replaces", async () => {
  const bench = appBench();
  const first = await signedIn(bench);
  const second = await exchange(bench, bench.credentials.mintCode(), { cookie: first });
  assert.equal(second.status, 204);
  const stale = await check(bench, { origin: OWN, cookie: first });
  assert.equal(await problemOf(stale), "401 4401 no_credential");
});

Deno.test("POST /api/auth/exchange marks the cookie Secure where the page came over https", async () => {
  const bench = appBench({ publicOrigins: ["https://gw.example"] });
  const cookies = await Promise.all([OWN, "https://gw.example"].map(async (origin) => {
    const response = await exchange(bench, bench.credentials.mintCode(), { origin });
    return response.headers.get("set-cookie") ?? "";
  }));
  assert.deepEqual(cookies.map((cookie) => cookie.includes("; Secure")), [false, true]);
});

Deno.test("POST /api/auth/exchange takes its own origin only, and leaves the code unused", async () => {
  const bench = appBench();
  const code = bench.credentials.mintCode();
  for (const origin of ["http://localhost:5173", "null", "http://evil.example", "file://"]) {
    const refused = await exchange(bench, code, { origin });
    assert.equal(await problemOf(refused), "403 4403 origin_refused", origin);
  }
  const bare = await bench.send("/api/auth/exchange", {
    method: "POST",
    body: JSON.stringify({ code }),
  });
  assert.equal(await problemOf(bare), "403 4403 origin_refused");
  assert.equal((await exchange(bench, code)).status, 204);
});

Deno.test("POST /api/auth/exchange says what it cannot read", async () => {
  const bench = appBench();
  const post = (body: string) =>
    bench.send("/api/auth/exchange", { method: "POST", headers: { origin: OWN }, body });
  for (const body of ["", "code", "[]", "null", '{"code":1}', '{"code":""}', "{}"]) {
    assert.equal(await problemOf(await post(body)), "400 400 bad_request", body);
  }
  const large = JSON.stringify({ code: "a", padding: "b".repeat(4_096) });
  assert.equal(await problemOf(await post(large)), "413 413 body_too_large");
});

Deno.test("POST /api/auth/exchange gives up on a body that does not come", async () => {
  const { send, clock } = appBench();
  const slow = send("/api/auth/exchange", {
    method: "POST",
    headers: { origin: OWN },
    body: new ReadableStream(),
  });
  await clock.timerSet;
  clock.advance(10_000);
  assert.equal(await problemOf(await slow), "408 408 body_timeout");
});

Deno.test("POST /api/auth/exchange counts wrong codes, and lets a right one through", async () => {
  const bench = appBench();
  for (let guess = 0; guess < 10; guess++) {
    assert.equal(await problemOf(await exchange(bench, "guess")), "401 401 code_refused");
  }
  const limited = await exchange(bench, "guess");
  assert.equal(limited.headers.get("retry-after"), "6");
  assert.equal(await problemOf(limited), "429 1013 rate_limited");
  assert.equal((await exchange(bench, bench.credentials.mintCode())).status, 204);
});

Deno.test("POST /api/auth/exchange does not hear an address without guesses left, off loopback", async () => {
  const bench = appBench({ bindHost: "0.0.0.0" });
  const code = bench.credentials.mintCode();
  for (let guess = 0; guess < 10; guess++) await exchange(bench, "guess");
  assert.equal((await exchange(bench, code)).status, 429);
  bench.clock.advance(6_000);
  assert.equal((await exchange(bench, code)).status, 204);
});

Deno.test("POST /api/auth/exchange hears a right code behind a tunnel, whoever has guessed", async () => {
  const bench = appBench({ publicOrigins: ["https://gw.example"] });
  for (let guess = 0; guess < 10; guess++) await exchange(bench, "guess");
  assert.equal((await exchange(bench, "guess")).status, 429);
  assert.equal((await exchange(bench, bench.credentials.mintCode())).status, 204);
});

Deno.test("POST /api/auth/check tells whether a credential is good, and why not", async () => {
  const bench = appBench();
  assert.equal((await check(bench, { authorization: `Bearer ${TOKEN}` })).status, 204);
  assert.equal((await check(bench, { "x-hermes-session-token": TOKEN })).status, 204);
  const none = await check(bench, {});
  assert.equal(none.headers.get("www-authenticate"), 'Bearer realm="tidegate"');
  assert.equal(await problemOf(none), "401 4401 no_credential");
  const wrong = await check(bench, { "x-tidegate-token": "guess" });
  assert.equal(await problemOf(wrong), "401 4401 token_mismatch");
});

Deno.test("POST /api/auth/check notes that a sign-in is in use, which keeps it from being dropped", async () => {
  const bench = appBench();
  const cookie = await signedIn(bench);
  for (let n = 0; n < 63; n++) bench.credentials.signIn();
  assert.equal((await check(bench, { origin: OWN, cookie })).status, 204);
  bench.credentials.signIn();
  assert.equal((await check(bench, { origin: OWN, cookie })).status, 204);
});

Deno.test("POST /api/auth/check counts wrong tokens by address, not stale cookies or none", async () => {
  const bench = appBench({ bindHost: "0.0.0.0" });
  const right = { authorization: `Bearer ${TOKEN}` };
  const from = (headers: Record<string, string>, address: string) => check(bench, headers, address);
  for (let n = 0; n < 30; n++) {
    await from({}, "10.0.0.1");
    await from({ cookie: "tidegate_9119=stale", origin: OWN }, "10.0.0.1");
  }
  assert.equal((await from(right, "10.0.0.1")).status, 204);
  for (let n = 0; n < 10; n++) await from({ "x-tidegate-token": "guess" }, "10.0.0.1");
  assert.equal((await from(right, "::ffff:10.0.0.1")).status, 429);
  assert.equal((await from(right, "10.0.0.2")).status, 204);
});

Deno.test("POST /api/auth/check counts every token a request tries", async () => {
  const bench = appBench({ bindHost: "0.0.0.0" });
  const guesses = { "sec-websocket-protocol": "tidegate.v1, a, b, c, d" };
  for (let n = 0; n < 2; n++) assert.equal((await check(bench, guesses)).status, 401);
  assert.equal((await check(bench, { "sec-websocket-protocol": "e, f" })).status, 401);
  assert.equal((await check(bench, { authorization: `Bearer ${TOKEN}` })).status, 429);
  const fresh = appBench({ bindHost: "0.0.0.0" });
  const list = Array.from({ length: 500 }, (_, n) => `guess${n}`).join();
  const refused = await check(fresh, { "sec-websocket-protocol": `${list},${TOKEN}` });
  assert.equal(await problemOf(refused), "401 4401 too_many_credentials");
});

Deno.test("POST /api/auth/check lets the right token through on loopback whatever was counted", async () => {
  const bench = appBench();
  for (let n = 0; n < 50; n++) await check(bench, { authorization: "Bearer old-token" });
  assert.equal((await check(bench, { authorization: "Bearer old-token" })).status, 429);
  assert.equal((await check(bench, { authorization: `Bearer ${TOKEN}` })).status, 204);
});

Deno.test("POST /api/auth/logout ends the sign-in and takes the cookie back", async () => {
  const bench = appBench();
  const cookie = await signedIn(bench);
  const logout = (origin: string) =>
    bench.send("/api/auth/logout", { method: "POST", headers: { origin, cookie } });
  assert.equal(await problemOf(await logout("http://evil.example")), "403 4403 origin_refused");
  assert.equal((await check(bench, { origin: OWN, cookie })).status, 204);
  const response = await logout(OWN);
  assert.equal(response.status, 204);
  assert.match(response.headers.get("set-cookie") ?? "", /^tidegate_9119=; Max-Age=0; Path=\//);
  assert.equal((await check(bench, { origin: OWN, cookie })).status, 401);
});
