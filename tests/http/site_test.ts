import assert from "node:assert/strict";
import { parseAuthority, parseOrigin } from "../../src/http/authority.ts";
import {
  bindKind,
  isLocal,
  isSameOrigin,
  keepaliveFor,
  localUrl,
  namesSite,
  resolveSite,
} from "../../src/http/site.ts";

Deno.test("bindKind() sorts binds by who can reach them", () => {
  const table = {
    loopback: ["127.0.0.1", "127.0.0.2", "::1", "localhost", "LOCALHOST", "::ffff:127.0.0.1"],
    wildcard: ["0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0", ""],
    specific: ["192.168.1.5", "10.0.0.1", "gateway.lan", "fe80::1", "localhost.example.com"],
  };
  for (const [kind, hosts] of Object.entries(table)) {
    for (const host of hosts) assert.equal(bindKind(host), kind, host);
  }
});

Deno.test("isLocal() wants loopback and nothing in front of it", () => {
  assert.equal(isLocal("127.0.0.1", []), true);
  assert.equal(isLocal("127.0.0.1", ["https://gw.example"]), false);
  assert.equal(isLocal("0.0.0.0", []), false);
  assert.equal(
    resolveSite({ bindHost: "::1", publicOrigins: ["https://gw.example"] }).local,
    false,
  );
});

Deno.test("namesSite() knows the names each kind of bind goes by", () => {
  const configured = { allowedHosts: ["Dev.example:8443"], publicOrigins: ["https://gw.example"] };
  const table: [string, string[], string[]][] = [
    [
      "127.0.0.1",
      ["127.0.0.1", "localhost", "::1", "dev.example", "gw.example"],
      ["evil.example", "192.168.1.5", "127.0.0.2", "localhost.evil.example", "0.0.0.0"],
    ],
    ["127.0.0.2", ["127.0.0.2", "localhost"], ["127.0.0.3"]],
    [
      "0.0.0.0",
      ["localhost", "192.168.1.5", "2001:db8::1", "dev.example", "gw.example"],
      ["evil.example", "gateway.lan"],
    ],
    [
      "192.168.1.5",
      ["192.168.1.5", "dev.example", "gw.example"],
      ["localhost", "127.0.0.1", "192.168.1.6", "evil.example"],
    ],
    ["Gateway.lan", ["gateway.lan"], ["other.lan", "localhost"]],
  ];
  for (const [bindHost, good, bad] of table) {
    const site = resolveSite({ bindHost, ...configured });
    for (const host of good) assert.equal(namesSite(site, host), true, `${bindHost} ${host}`);
    for (const host of bad) assert.equal(namesSite(site, host), false, `${bindHost} ${host}`);
  }
});

Deno.test("isSameOrigin() compares host and port with the Host header, or a public origin whole", () => {
  const site = resolveSite({
    bindHost: "127.0.0.1",
    publicOrigins: ["https://gw.example", "https://alt.example:8443/"],
  });
  const table: [string, string, boolean][] = [
    ["http://127.0.0.1:9119", "127.0.0.1:9119", true],
    ["https://127.0.0.1:9119", "127.0.0.1:9119", true],
    ["http://localhost:9119", "LOCALHOST:9119", true],
    ["http://localhost", "localhost", true],
    ["http://localhost", "localhost:80", true],
    ["https://localhost", "localhost:443", true],
    ["http://localhost:5173", "localhost:9119", false],
    ["http://localhost:9119", "127.0.0.1:9119", false],
    ["http://localhost", "localhost:9119", false],
    ["https://gw.example", "127.0.0.1:9119", true],
    ["https://gw.example", "gw.example", true],
    ["http://gw.example", "127.0.0.1:9119", false],
    ["https://gw.example:444", "127.0.0.1:9119", false],
    ["https://alt.example:8443", "127.0.0.1:9119", true],
    ["null", "localhost:9119", false],
    ["file://", "localhost:9119", false],
  ];
  for (const [origin, hostHeader, expected] of table) {
    const host = parseAuthority(hostHeader);
    assert.ok(host !== null);
    assert.equal(
      isSameOrigin(site, parseOrigin(origin), host),
      expected,
      `${origin} ${hostHeader}`,
    );
  }
});

Deno.test("resolveSite() refuses hosts and origins that cannot be one, and says what to write", () => {
  const bindHost = "127.0.0.1";
  for (const host of ["https://gw.example", "", "*", "a b", "gw.example/x"]) {
    assert.throws(
      () => resolveSite({ bindHost, allowedHosts: [host] }),
      (error) => error instanceof TypeError && error.message.includes(`"${host}"`),
      host,
    );
  }
  for (const origin of ["gw.example", "https://gw.example/app", "ws://gw.example", "null", "*"]) {
    assert.throws(
      () => resolveSite({ bindHost, publicOrigins: [origin] }),
      (error) =>
        error instanceof TypeError && error.message.includes("https://gateway.example.com"),
      origin,
    );
  }
});

Deno.test("conformance 237, 238: keepaliveFor() pings everywhere but on loopback", () => {
  assert.equal(keepaliveFor("loopback"), null);
  assert.deepEqual(keepaliveFor("wildcard"), { intervalSeconds: 20, timeoutSeconds: 20 });
  assert.deepEqual(keepaliveFor("specific"), { intervalSeconds: 20, timeoutSeconds: 20 });
});

Deno.test("localUrl() is one a browser on this machine can open", () => {
  assert.equal(localUrl("127.0.0.1", 9119), "http://127.0.0.1:9119");
  assert.equal(localUrl("localhost", 1), "http://localhost:1");
  assert.equal(localUrl("::1", 9119), "http://[::1]:9119");
  assert.equal(localUrl("[::1]", 9119), "http://[::1]:9119");
  assert.equal(localUrl("0.0.0.0", 9119), "http://127.0.0.1:9119");
  assert.equal(localUrl("::", 9119), "http://127.0.0.1:9119");
  assert.equal(localUrl("gateway.lan", 80), "http://gateway.lan:80");
});
