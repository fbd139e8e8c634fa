import assert from "node:assert/strict";
import { chooseProtocol, presentedCredentials } from "../../src/http/presented.ts";

function request(headers: Record<string, string>, query = ""): Request {
  return new Request(`http://127.0.0.1:9119/api/ws${query}`, { headers });
}

function explicit(headers: Record<string, string>): readonly string[] {
  return presentedCredentials(request(headers), "tidegate_9119").explicit;
}

Deno.test("presentedCredentials() finds the token in every place it may be sent", () => {
  assert.deepEqual(explicit({ authorization: "Bearer abc" }), ["abc"]);
  assert.deepEqual(explicit({ authorization: "bearer  abc " }), ["abc"]);
  assert.deepEqual(explicit({ authorization: "Bearer two words" }), ["two words"]);
  assert.deepEqual(explicit({ "x-tidegate-token": "abc" }), ["abc"]);
  assert.deepEqual(explicit({ "x-hermes-session-token": "abc" }), ["abc"]);
  assert.deepEqual(explicit({ "sec-websocket-protocol": "abc" }), ["abc"]);
  assert.deepEqual(explicit({ authorization: "Bearer a", "x-tidegate-token": "b" }), ["a", "b"]);
});

Deno.test("presentedCredentials() leaves out what is blank or no credential", () => {
  assert.deepEqual(explicit({}), []);
  assert.deepEqual(explicit({ authorization: "Basic abc" }), []);
  assert.deepEqual(explicit({ authorization: "Bearer " }), []);
  assert.deepEqual(explicit({ "x-tidegate-token": "" }), []);
  assert.deepEqual(explicit({ "sec-websocket-protocol": "tidegate.v1, hermes-gateway-v1" }), []);
  assert.deepEqual(explicit({ "sec-websocket-protocol": "tidegate.token." }), []);
});

Deno.test("presentedCredentials() decodes a token that comes as a subprotocol", () => {
  const offered = (text: string) => explicit({ "sec-websocket-protocol": text });
  assert.ok(offered("tidegate.v1, tidegate.token.a%2Fb%3D").includes("a/b="));
  assert.ok(offered("tidegate.v1,tidegate.token.a%28b%29").includes("a(b)"));
  assert.ok(offered("tidegate.token.50%").includes("50%"));
  assert.ok(offered("tidegate.token.a%2Fb").includes("a%2Fb"));
});

Deno.test("presentedCredentials() takes a header of blanks in linear time, and each token once", () => {
  // With the time squared this is minutes; the byte at its end is no blank to a regular expression.
  const blanks = " ".repeat(2_000_000);
  assert.deepEqual(explicit({ authorization: `Bearer x${blanks}\u00a0` }), ["x"]);
  assert.deepEqual(explicit({ authorization: `Bearer ${blanks}\u00a0` }), []);
  assert.deepEqual(explicit({ "sec-websocket-protocol": `a${blanks}b` }), [`a${blanks}b`]);
  assert.deepEqual(explicit({ authorization: "BEARER a", "x-tidegate-token": "a" }), ["a"]);
});

Deno.test("presentedCredentials() reads the cookie of its own port only", () => {
  const cookie = (header: string) =>
    presentedCredentials(request({ cookie: header }), "tidegate_9119").cookie;
  assert.equal(cookie("tidegate_9119=abc"), "abc");
  assert.equal(cookie("a=b; tidegate_9119=abc; tidegate_9120=def"), "abc");
  assert.equal(cookie("tidegate_9120=def"), null);
  assert.equal(cookie("tidegate_9119="), null);
  assert.equal(cookie(""), null);
});

Deno.test("presentedCredentials() reads the query's token, decoded", () => {
  const query = (text: string) => presentedCredentials(request({}, text), "tidegate_1").query;
  assert.equal(query("?token=abc"), "abc");
  assert.equal(query("?a=1&token=a%2Fb"), "a/b");
  assert.equal(query("?token="), null);
  assert.equal(query("?tokens=abc"), null);
  assert.equal(query(""), null);
});

Deno.test("chooseProtocol() answers with one we speak, else with the one that carried the token", () => {
  const choose = (offered: string) =>
    chooseProtocol(request({ "sec-websocket-protocol": offered }), (token) => token === "right/");
  assert.equal(choose("tidegate.v1, tidegate.token.right%2F"), "tidegate.v1");
  assert.equal(choose("hermes-gateway-v1,tidegate.v1"), "tidegate.v1");
  assert.equal(choose("hermes-gateway-v1, x"), "hermes-gateway-v1");
  assert.equal(choose("x, tidegate.token.right%2F"), "tidegate.token.right%2F");
  assert.equal(choose("x, right/"), "right/");
  assert.equal(choose("x, tidegate.token.wrong"), undefined);
  assert.equal(chooseProtocol(request({}), () => true), undefined);
});
