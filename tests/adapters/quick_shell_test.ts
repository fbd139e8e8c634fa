/** Quick commands in a real shell. */
import assert from "node:assert/strict";
import { runShell, type ShellOutcome } from "../../src/commands/shell_command.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { Children } from "./support/children.ts";
import { CAN_AUDIT } from "./support/process_audit.ts";

const ignore = Deno.build.os === "windows";

function run(
  { processes, audit }: Children,
  { command, words = [], cwd = "", signal = new AbortController().signal }: {
    command: string;
    words?: string[];
    cwd?: string;
    signal?: AbortSignal;
  },
): Promise<ShellOutcome> {
  const spawn: typeof processes.spawn = (what) =>
    processes.spawn({ ...what, env: { ...audit.env } });
  return runShell({ command, name: "quick", words, cwd }, { spawn, clock: systemClock, signal });
}

Deno.test({
  name: "runShell() runs in the folder; words are words, and stdin has ended",
  ignore,
  async fn() {
    await using children = new Children();
    const cwd = await Deno.realPath(await Deno.makeTempDir());
    const words = ["a b", "$(echo no)", "`no`;"];
    const command = 'pwd; cat; for word in "$@"; do echo "[$word]"; done; echo "$0" >&2; exit 3';
    const outcome = await run(children, { command, words, cwd });
    await Deno.remove(cwd);
    const output = `${cwd}\n[a b]\n[$(echo no)]\n[\`no\`;]\nquick`;
    assert.deepEqual(outcome, { kind: "ended", code: 3, signal: null, output });
  },
});

Deno.test({
  name: "runShell() ends a whole tree with its signal, and what a command leaves behind",
  ignore: ignore || !CAN_AUDIT,
  async fn() {
    await using children = new Children();
    const abort = new AbortController();
    const stopped = run(children, { command: "sleep 1000 & sleep 1000", signal: abort.signal });
    abort.abort();
    assert.equal((await stopped).kind, "interrupted");
    const left = await run(children, { command: "sleep 1000 & echo done" });
    assert.deepEqual(left, { kind: "ended", code: 0, signal: null, output: "done" });
    assert.deepEqual(await children.audit.left({ seconds: 5 }), []);
  },
});

Deno.test({
  name: "runShell() ends a flood, and tells how it began",
  ignore,
  async fn() {
    await using children = new Children();
    const { kind, output } = await run(children, { command: "yes tide" }) as { output: string } & {
      kind: string;
    };
    assert.deepEqual([kind, output], ["flooded", "tide\n".repeat(800)]);
  },
});

Deno.test({
  name: "runShell() tells of a folder that is not there",
  ignore,
  async fn() {
    await using children = new Children();
    const outcome = await run(children, { command: "pwd", cwd: "/no/such/folder" });
    assert.equal(outcome.kind, "unstartable");
  },
});
