import assert from "node:assert/strict";
import fc from "fast-check";
import { attemptKey, isLoopbackAddress, parseIp } from "../../src/http/address.ts";

Deno.test("parseIp() spells one address one way", () => {
  const table: [string, string | null][] = [
    ["127.0.0.1", "127.0.0.1"],
    ["255.255.255.255", "255.255.255.255"],
    ["::1", "::1"],
    ["[::1]", "::1"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["2001:DB8::0:1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["::FFFF:7f00:1", "127.0.0.1"],
    ["[::ffff:127.0.0.1]", "127.0.0.1"],
    ["::", "::"],
    ["", null],
    ["localhost", null],
    ["256.0.0.1", null],
    ["127.0.0.01", null],
    ["127.1", null],
    ["0x7f.0.0.1", null],
    ["127.0.0.1:80", null],
    ["1::2::3", null],
    ["12345::", null],
    ["::1/64", null],
    ["::1]@evil[", null],
    [":", null],
  ];
  for (const [text, expected] of table) {
    assert.equal(parseIp(text)?.text ?? null, expected, text);
  }
});

Deno.test("parseIp() reads every IPv6 address, and its groups say the same as its text", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.tuple(group, group, group, group, group, group, group, group), (groups) => {
      const ip = parseIp(groups.map((value) => value.toString(16)).join(":"));
      assert.ok(ip !== null);
      if (ip.version === 4) return;
      assert.deepEqual(ip.groups, groups);
      assert.deepEqual(parseIp(ip.text), ip);
    }),
    { seed: 20260701, numRuns: 500 },
  );
});

Deno.test("isLoopbackAddress() is true for this machine's own addresses only", () => {
  const loopback = ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1", "0:0:0:0:0:0:0:1"];
  for (const text of loopback) assert.equal(isLoopbackAddress(text), true, text);
  const others = [
    "",
    "localhost",
    "128.0.0.1",
    "10.127.0.1",
    "::2",
    "::ffff:10.0.0.1",
    "127.0.0.1x",
  ];
  for (const text of others) assert.equal(isLoopbackAddress(text), false, text);
});

Deno.test("attemptKey() is shared by what one subscriber may pick from, and by nobody else", () => {
  assert.equal(attemptKey("::ffff:10.0.0.1"), attemptKey("10.0.0.1"));
  assert.notEqual(attemptKey("10.0.0.1"), attemptKey("10.0.0.2"));
  assert.equal(attemptKey("2001:db8:1:2::1"), attemptKey("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  assert.notEqual(attemptKey("2001:db8:1:2::1"), attemptKey("2001:db8:1:3::1"));
  assert.equal(attemptKey(""), "");
});
