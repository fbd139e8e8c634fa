import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { desktopContract, version } from "../../src/protocol/version.ts";

Deno.test("version is the one in deno.json", () => {
  assert.equal(version, config.version);
});

Deno.test("desktopContract is an integer that the desktop takes for current", () => {
  assert.ok(Number.isInteger(desktopContract) && desktopContract >= 2);
});
