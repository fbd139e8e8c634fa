import assert from "node:assert/strict";
import { resolve } from "node:path";
import { flagsFor } from "../../src/cli/agent_flags.ts";
import { programPath } from "../../src/cli/program_path.ts";

Deno.test("programPath() makes a path whole and leaves a name to the PATH", () => {
  assert.equal(programPath("codex-acp"), "codex-acp");
  assert.equal(programPath("./codex-acp"), resolve("codex-acp"));
  assert.equal(programPath("bin/codex-acp"), resolve("bin/codex-acp"));
  assert.equal(programPath("/opt/codex-acp"), "/opt/codex-acp");
  assert.equal(programPath("~/acp", (path) => `whole ${path}`), "whole ~/acp");
});

Deno.test("flagsFor() takes a relative program from the gateway's folder, not the session's", () => {
  const { command, args } = flagsFor("acp", { command: ["bin/agent", "./as-it-is"] });
  assert.deepEqual([command, args], [resolve("bin/agent"), ["./as-it-is"]]);
  assert.deepEqual(flagsFor("acp", {}), {});
});
