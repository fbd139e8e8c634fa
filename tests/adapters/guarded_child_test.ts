import assert from "node:assert/strict";
import type { Guard } from "../../src/adapters/process_guard.ts";
import { randomHex } from "../../src/lib/ids.ts";
import { Children } from "./support/children.ts";

const ignore = Deno.build.os === "windows";

/** A guard that does nothing, and answers as it is told. */
function idleGuard(gone: boolean): Guard & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    mark: randomHex(16),
    ready: () => Promise.resolve(),
    add: () => void calls.push("add"),
    remove: () => void calls.push("remove"),
    kill: () => Promise.resolve(gone),
  };
}

Deno.test({
  name: "GuardedChild.kill() ends at least the child itself when the guard did not",
  ignore,
  async fn() {
    const guard = idleGuard(true);
    await using children = new Children({ guard });
    const child = await children.sh("exec sleep 1000");
    await child.kill();
    const { code, signal } = await child.ended;
    assert.ok(signal === "SIGKILL" || code === 128 + 9, `${code} ${signal}`);
    assert.deepEqual(guard.calls, ["add", "remove"]);
    assert.deepEqual(children.logger.at("error"), []);
  },
});

Deno.test({
  name:
    "GuardedChild.kill() resolves when something withstands, says so, and leaves it to the guard",
  ignore,
  async fn() {
    const guard = idleGuard(false);
    await using children = new Children({ guard });
    const child = await children.sh("exec sleep 1000");
    await child.kill();
    await child.ended;
    assert.deepEqual(guard.calls, ["add"]);
    assert.deepEqual(
      children.logger.fieldsOf("Ending a child process: something of it is left"),
      { program: "sh", pid: child.pid },
    );
    // Their ends would be those of what is left, for which nobody waits here.
    await Promise.all([child.stdout.cancel(), child.stderr.cancel()]);
  },
});

Deno.test({
  name: "GuardedChild.ended tells how a child ended by itself, which unregisters it",
  ignore,
  async fn() {
    const guard = idleGuard(true);
    await using children = new Children({ guard });
    const child = await children.sh("exit 42");
    assert.deepEqual(await child.ended, { code: 42, signal: null });
    await children.processes.killAll();
    assert.deepEqual(guard.calls, ["add", "remove"]);
  },
});
