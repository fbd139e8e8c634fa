import assert from "node:assert/strict";
import * as fc from "fast-check";
import { serverParts, toolNames } from "../../../src/agent/mcp/tool_names.ts";

Deno.test("serverParts() and toolNames() leave names alone that can be written", () => {
  assert.deepEqual(serverParts(["files", "my-web_1"]), ["files", "my-web_1"]);
  assert.deepEqual(toolNames("files", ["read", "_x"]), ["files__read", "files___x"]);
});

Deno.test("serverParts() marks names that had to be changed, the same way each time", () => {
  const [dotted, spaced, plain] = serverParts(["a.b", "a b", "a_b"]);
  assert.match(dotted!, /^a_b-[0-9a-f]{6}$/);
  assert.match(spaced!, /^a_b-[0-9a-f]{6}$/);
  assert.notEqual(dotted, spaced);
  assert.equal(plain, "a_b");
  assert.deepEqual(serverParts(["a b"]), [spaced]);
});

Deno.test("toolNames() cuts long names so that they stay apart", () => {
  const long = "x".repeat(100);
  const names = toolNames("files", [`${long}1`, `${long}2`]);
  assert.equal(new Set(names).size, 2);
  for (const name of names) assert.equal(name.length, 64);
});

Deno.test("no server can take a name that looks like another server's", () => {
  const [one, other] = serverParts(["a", "a__b"]);
  assert.equal(one, "a");
  assert.ok(!other!.includes("__"));
  assert.ok(!toolNames(one!, ["b__c"])[0]!.startsWith(`${other}__`));
});

Deno.test("names of tools are what model servers take, and unique, whatever the originals", () => {
  const names = fc.uniqueArray(fc.string({ unit: "binary", maxLength: 80 }), { maxLength: 5 });
  fc.assert(
    fc.property(names, names, (servers, tools) => {
      const all = serverParts(servers).flatMap((part) => toolNames(part, tools));
      assert.equal(new Set(all).size, servers.length * tools.length);
      for (const name of all) assert.match(name, /^[A-Za-z0-9_-]{1,64}$/);
    }),
    { seed: 20261121, numRuns: 500 },
  );
});
