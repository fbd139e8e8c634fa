import assert from "node:assert/strict";
import { AgentError } from "../../../src/agent/agent.ts";
import { errorOf, faultOf } from "../../../src/agent/isolation/fault.ts";
import { errorStack } from "../../../src/lib/error_text.ts";

Deno.test("errorOf() makes an agent's error again that takes one line of a log", () => {
  const error = errorOf(faultOf(new AgentError("no key")));
  assert.ok(error instanceof AgentError);
  assert.equal(error.message, "no key");
  assert.equal(errorStack(error), "AgentError: no key");
});

Deno.test("errorOf() keeps the stack of what was not meant for the user, and its message from them", () => {
  const error = errorOf(faultOf(new RangeError("secret")));
  assert.doesNotMatch(error.message, /secret/);
  assert.match(errorStack(error), /RangeError: secret\n.*fault_test/);
});
