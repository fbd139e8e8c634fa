import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { onDeno, ownProgram } from "../../src/adapters/own_program.ts";

Deno.test("ownProgram() runs a file beside it by this Deno, with flags and a bounded heap", () => {
  assert.equal(onDeno, true);
  const denoFlags = ["--allow-env"];
  const [command, ...args] = ownProgram("agent_worker_main", { denoFlags, heapMiB: 63.2 });
  assert.equal(command, Deno.execPath());
  const main = args.pop() ?? "";
  assert.match(main, /src\/adapters\/agent_worker_main\.ts$/);
  assert.ok(existsSync(main));
  assert.deepEqual(args, [
    "run",
    "--quiet",
    "--no-prompt",
    "--allow-env",
    "--v8-flags=--max-old-space-size=64",
  ]);
});
