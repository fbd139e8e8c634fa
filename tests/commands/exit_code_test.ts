import assert from "node:assert/strict";
import { exitCodeOf } from "../../src/commands/exit_code.ts";

Deno.test("exitCodeOf() is the code, or tells of a signal as shells do", () => {
  assert.equal(exitCodeOf({ code: 0, signal: null }), 0);
  assert.equal(exitCodeOf({ code: 3, signal: null }), 3);
  assert.equal(exitCodeOf({ code: null, signal: "SIGKILL" }), 137);
  assert.equal(exitCodeOf({ code: null, signal: "SIGTERM" }), 143);
  assert.equal(exitCodeOf({ code: null, signal: "SIGUSR1" }), 128);
  assert.equal(exitCodeOf({ code: null, signal: null }), 128);
});
