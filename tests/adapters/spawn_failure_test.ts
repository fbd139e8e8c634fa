import assert from "node:assert/strict";
import { spawnFailure } from "../../src/adapters/spawn_failure.ts";

function failure(error: unknown, cwd?: string): string {
  return spawnFailure(error, { command: "codex-acp", cwd }).message;
}

function systemError(code: string): Error {
  return Object.assign(new Error(`spawn codex-acp ${code}`), { code });
}

Deno.test("spawnFailure() tells the user what is wrong and what to do", () => {
  assert.equal(
    failure(systemError("ENOENT")),
    "cannot start codex-acp: no such program; install it or give its full path",
  );
  assert.match(failure(systemError("EACCES")), /: permission denied; make the file executable/);
  assert.match(
    failure(systemError("EMFILE")),
    /too many files open; raise the limit \(ulimit -n\)/,
  );
});

Deno.test("spawnFailure() tells of a permission that the runtime withholds", () => {
  const error = Object.assign(new Error('Requires run access to "codex-acp", run again.'), {
    name: "NotCapable",
  });
  assert.equal(
    failure(error),
    'cannot start codex-acp: the gateway may not do that: Requires run access to "codex-acp", run again',
  );
});

Deno.test("spawnFailure() blames the working directory when that is at fault", () => {
  const error = systemError("ENOENT");
  assert.match(
    failure(error, `${Deno.cwd()}/missing`),
    /: its working directory .* does not exist$/,
  );
  assert.match(
    failure(error, `${Deno.cwd()}/deno.json`),
    /: its working directory .* is no folder$/,
  );
  assert.match(failure(error, Deno.cwd()), /: no such program;/);
});

Deno.test("spawnFailure() passes on what it does not know, and keeps the cause", () => {
  const error = new Error("the moon is full.");
  const told = spawnFailure(error, { command: "codex-acp" });
  assert.equal(told.message, "cannot start codex-acp: the moon is full");
  assert.equal(told.cause, error);
  assert.equal(failure("odd"), "cannot start codex-acp: odd");
});
