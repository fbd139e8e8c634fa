import assert from "node:assert/strict";
import { ASK_ALWAYS, permissions } from "../../src/agent/tool_policy.ts";

Deno.test("permissions() asks for every tool where nothing else is said", () => {
  assert.equal(permissions(ASK_ALWAYS)("files__read"), "ask");
});

Deno.test("permissions() goes by the lists, never before allow", () => {
  const permission = permissions({
    otherwise: "ask",
    allow: ["files__*", "web__get"],
    never: ["*__delete_*"],
  });
  assert.equal(permission("files__read"), "allow");
  assert.equal(permission("web__get"), "allow");
  assert.equal(permission("web__get_all"), "ask");
  assert.equal(permission("files__delete_all"), "never");
});

Deno.test("permissions() takes * for any characters, and nothing else for a sign", () => {
  const matches = (pattern: string, name: string) =>
    permissions({ otherwise: "ask", allow: [pattern], never: [] })(name) === "allow";
  assert.ok(matches("*", "anything"));
  assert.ok(matches("a*b*c", "a1b2c"));
  assert.ok(matches("a*b*c", "abc"));
  assert.ok(matches("a**c", "abc"));
  assert.ok(!matches("a*b*c", "acb"));
  assert.ok(!matches("ab*ba", "aba"), "no character counts twice");
  assert.ok(!matches("a.c", "abc"));
  assert.ok(!matches("", "a"));
  assert.ok(!matches(`${"*a".repeat(30)}b`, "a".repeat(5_000)), "and in no time");
});

Deno.test("permissions() refuses what is no permission", () => {
  const policy = { otherwise: "yes", allow: [], never: [] } as never;
  assert.throws(() => permissions(policy), /"otherwise" must be ask, allow or never, not "yes"/);
});
