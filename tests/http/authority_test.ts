import assert from "node:assert/strict";
import { parseAuthority, parseOrigin } from "../../src/http/authority.ts";

Deno.test("parseAuthority() reads hosts with and without a port", () => {
  const table: [string, string, number | null][] = [
    ["localhost", "localhost", null],
    ["LocalHost:9119", "localhost", 9119],
    ["127.0.0.1:1", "127.0.0.1", 1],
    ["[::1]:9119", "::1", 9119],
    ["[0:0:0:0:0:0:0:1]", "::1", null],
    ["[::ffff:127.0.0.1]:80", "127.0.0.1", 80],
    ["Gate_way-1.example.COM:65535", "gate_way-1.example.com", 65535],
  ];
  for (const [text, host, port] of table) {
    assert.deepEqual(parseAuthority(text), { host, port }, text);
  }
});

Deno.test("parseAuthority() refuses what parsers could read in two ways", () => {
  const bad = [
    "",
    " ",
    "localhost ",
    "localhost:",
    "localhost:65536",
    "localhost:80:80",
    "localhost:-1",
    "localhost/api/ws",
    "user@localhost",
    "localhost@evil.example",
    "localhost,evil.example",
    "localhost?x",
    "localhost#x",
    "::1",
    "[::1",
    "[localhost]",
    "[::1%25eth0]",
    "evil\\localhost",
    "exämple.com",
  ];
  for (const text of bad) assert.equal(parseAuthority(text), null, text);
});

Deno.test("parseOrigin() tells web pages from what says nothing", () => {
  assert.deepEqual(parseOrigin(null), { kind: "absent" });
  for (const text of ["null", "", "file://", "app://tidegate", "vscode-webview://a", "https:"]) {
    assert.deepEqual(parseOrigin(text), { kind: "opaque" }, text);
  }
  assert.deepEqual(parseOrigin("HTTPS://Example.com"), {
    kind: "web",
    scheme: "https",
    host: "example.com",
    port: 443,
  });
  assert.deepEqual(parseOrigin("http://[::1]:5173"), {
    kind: "web",
    scheme: "http",
    host: "::1",
    port: 5173,
  });
  for (const text of ["http://", "https://evil.example/path", "http://a@b", "http://a, http://b"]) {
    assert.deepEqual(parseOrigin(text), { kind: "malformed" }, text);
  }
});
