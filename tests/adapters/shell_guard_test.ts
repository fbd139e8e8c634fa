import assert from "node:assert/strict";
import { ShellGuard } from "../../src/adapters/shell_guard.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { Children } from "./support/children.ts";
import { CAN_AUDIT, shell, STUBBORN_TREE } from "./support/process_audit.ts";

/** Kills the guard of this process; what it forked for one task has the same words, but heads no group. */
async function killGuard(): Promise<void> {
  const words = `[t]idegate-guard of ${Deno.pid}$`;
  const found = await shell(`ps axww -o pid= -o pgid= -o args= | grep '${words}'`);
  const heads = [...found.matchAll(/^ *(\d+) +\1 /gm)].map(([, pid]) => pid);
  assert.equal(heads.length, 1, found);
  await shell(`kill -s KILL ${heads[0]}`);
}

/** Waits for the guard that takes the place of a killed one. */
async function nextGuard(children: Children, count: number): Promise<void> {
  const begun = () => children.logger.at("warn").length;
  // A whole life of a process between two looks.
  while (begun() < count) await shell("exit 0");
  await (await children.sh("exit 0")).ended;
}

Deno.test({
  name: "ShellGuard is started again when it dies, and knows what there is",
  ignore: !CAN_AUDIT,
  async fn() {
    await using children = new Children();
    const child = await children.up(STUBBORN_TREE, 3);
    for (let i = 1; i <= 2; i++) {
      await killGuard();
      await nextGuard(children, i);
    }
    await child.kill();
    assert.deepEqual(await children.audit.left(), []);
    assert.deepEqual(children.logger.at("error"), []);
  },
});

Deno.test({
  name: "ShellGuard.kill() comes to its end when the shell dies in the middle of it",
  ignore: !CAN_AUDIT,
  async fn() {
    await using children = new Children();
    const child = await children.up(STUBBORN_TREE, 3);
    const killed = child.kill();
    await killGuard();
    await killed;
    assert.deepEqual(await children.audit.left(), []);
    assert.deepEqual(children.logger.at("error"), []);
  },
});

Deno.test({
  name: "ShellGuard.close() ends what was added, and then the guard",
  ignore: !CAN_AUDIT,
  async fn() {
    const guard = new ShellGuard({ clock: systemClock, logger: silentLogger });
    await using children = new Children({ guard });
    const child = await children.up(STUBBORN_TREE, 3);
    await guard.close();
    await child.ended;
    assert.deepEqual(await children.audit.left({ guardOf: Deno.pid }), []);
    await assert.rejects(
      children.sh("exit 0"),
      /cannot start sh: .*: the gateway is shutting down$/,
    );
  },
});

Deno.test("ShellGuard.close() does nothing when nothing was started", async () => {
  const guard = new ShellGuard({ clock: systemClock, logger: silentLogger });
  await guard.close();
  await assert.rejects(guard.ready(), /shutting down/);
});

Deno.test({
  name: "ShellGuard.kill() knows at once of a process that was never added, or was removed",
  ignore: !CAN_AUDIT,
  async fn() {
    const guard = new ShellGuard({ clock: systemClock, logger: silentLogger });
    await guard.ready();
    assert.equal(await guard.kill(Deno.pid), true);
    guard.add(Deno.pid, `${guard.mark}.x`);
    guard.remove(Deno.pid);
    assert.equal(await guard.kill(Deno.pid), true);
    await guard.close();
  },
});
