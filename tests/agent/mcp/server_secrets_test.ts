import assert from "node:assert/strict";
import { secretsOf } from "../../../src/agent/mcp/server_secrets.ts";

Deno.test("secretsOf() knows what a process is given, and no switches", () => {
  const env = { KEY: "0123456789", DEBUG: "1" };
  assert.deepEqual(secretsOf({ name: "a", command: "c", args: [], env }), ["0123456789"]);
});

Deno.test("secretsOf() knows what a URL and its headers carry", () => {
  const headers = { authorization: "Bearer 0123456789", accept: "*/*" };
  const url = "https://some-user:some-password@host/?key=query-key&v=1";
  assert.deepEqual(secretsOf({ name: "a", url, headers }), [
    "Bearer 0123456789",
    "0123456789",
    "query-key",
    "some-user",
    "some-password",
  ]);
  assert.deepEqual(secretsOf({ name: "a", url: "no URL", headers: {} }), []);
});
