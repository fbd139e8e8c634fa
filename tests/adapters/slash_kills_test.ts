/** A slash worker that is killed 50 times, at whatever moment. */
import { setImmediate } from "node:timers";
import assert from "node:assert/strict";
import { numbersFrom } from "../support/numbers_from.ts";
import { shell } from "./support/process_audit.ts";
import { never, UserCommands } from "./support/user_commands.ts";

const KILLS = 50;
const SEED = 20_260_704;

/** Lets the event loop go round some times. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Which of these processes are there. */
async function alive(pids: readonly number[]): Promise<string[]> {
  const script = `for pid in ${pids.join(" ")}; do kill -0 $pid 2>/dev/null && echo $pid; done`;
  return (await shell(`${script}; true`)).split("\n").filter((line) => line !== "");
}

Deno.test({
  name: `a slash worker killed ${KILLS} times leaves nothing, and the next command always works`,
  ignore: Deno.build.os === "windows",
  async fn() {
    await using commands = new UserCommands();
    const random = numbersFrom(SEED);
    const below = (count: number) => Math.floor(random() * count);
    const started: number[] = [];
    const runner = commands.runner([commands.module()], {}, (pid) => started.push(pid));
    let killed = 0;
    for (let round = 0; round < KILLS; round++) {
      // Before it has loaded its commands, while it is idle, or in the middle of something.
      const over = new AbortController();
      if (below(3) > 0) await runner.list?.();
      const asked = Array.from({ length: below(3) }, () => {
        return runner.run(["greet", "hang", "spin"][below(3)] ?? "", over.signal);
      });
      await turns(below(60));
      const pid = started.at(-1);
      if (pid !== undefined) {
        killed++;
        await shell(`kill -9 ${pid} 2>/dev/null || true`);
      }
      await turns(below(60));
      over.abort();
      await Promise.all(asked);
      // Nobody may have noticed yet that an idle worker has gone: one command may run into it.
      const first = await runner.run("greet", never);
      const next = first.ok ? first : await runner.run("greet", never);
      if (!first.ok) assert.match(first.error, /^slash worker closed pipe/);
      assert.deepEqual(next, { ok: true, output: "Hello you" }, `round ${round}`);
      const left = await alive(started);
      assert.ok(left.length <= 1, `round ${round}: ${left} are left`);
    }
    await runner.close();
    assert.ok(killed >= KILLS - 1, `${killed} were killed`);
    assert.ok(started.length > KILLS / 2, `${started.length} were started`);
    assert.deepEqual(await commands.children.audit.left({ seconds: 5 }), []);
    assert.equal(commands.children.processes.size, 0);
    assert.deepEqual(commands.children.logger.at("warn", "error", "critical"), []);
  },
});
