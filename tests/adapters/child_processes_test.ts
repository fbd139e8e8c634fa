import assert from "node:assert/strict";
import { SpawnError } from "../../src/agent/spawn.ts";
import { Children, textOf } from "./support/children.ts";
import { CAN_AUDIT, shell, STUBBORN_TREE } from "./support/process_audit.ts";

const ignore = Deno.build.os === "windows";

/** Group and session of a process; none of one that has ended, whether or not somebody took note. */
async function groupOf(pid: number): Promise<number[]> {
  const [group, session, state] = (await shell(`ps -o pgid=,sid=,stat= -p ${pid}`)).trim().split(
    /\s+/,
  );
  return state === undefined || state.startsWith("Z") ? [] : [Number(group), Number(session)];
}

Deno.test({
  name: "ChildProcesses.spawn() starts a program in its folder, with its arguments and variables",
  ignore,
  async fn() {
    await using children = new Children({
      env: { PATH: Deno.env.get("PATH") ?? "", A: "1", B: "2" },
    });
    const child = await children.processes.spawn({
      command: "sh",
      args: ["-c", 'pwd; echo "$1" "$A" "$B" "${C-none}"; exit 3', "sh", "$A; exit 9"],
      cwd: "/",
      env: { B: "3", C: undefined },
    });
    assert.equal(await textOf(child.stdout), "/\n$A; exit 9 1 3 none\n");
    assert.equal(await textOf(child.stderr), "");
    assert.deepEqual(await child.ended, { code: 3, signal: null });
  },
});

Deno.test({
  name: "ChildProcesses.spawn() hands this process's variables down, but for those taken away",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.sh('echo "${PATH:+path}" "${HOME-none}"', { HOME: undefined });
    assert.equal(await textOf(child.stdout), "path none\n");
  },
});

Deno.test({
  name: "ChildProcesses.spawn() gives a child a group and a session of its own",
  ignore: !CAN_AUDIT,
  async fn() {
    await using children = new Children();
    const child = await children.up("echo up; sleep 1000");
    assert.deepEqual(await groupOf(child.pid), [child.pid, child.pid]);
  },
});

Deno.test({
  name: "ChildProcesses.spawn() marks a child, and keeps the mark of a gateway around this one",
  ignore,
  async fn() {
    const env = { PATH: Deno.env.get("PATH") ?? "", TIDEGATE_CHILD: "outer.mark" };
    await using children = new Children({ env });
    const child = await children.sh("echo $TIDEGATE_CHILD");
    assert.match(await textOf(child.stdout), /^outer\.mark\.[0-9a-f]{32}\.[0-9a-f]{32}\n$/);
  },
});

Deno.test({
  name: "ChildProcesses.spawn() says why a program cannot be started",
  ignore,
  async fn() {
    await using children = new Children();
    const { spawn } = children.processes;
    const missing = (name: string) => ({ name: "SpawnError", message: new RegExp(name) });
    // This process may run nothing but the runtime and a shell.
    await assert.rejects(
      spawn({ command: "cat", args: [] }),
      missing('^cannot start cat: the gateway may not .* run access to "cat".*--allow-run flag$'),
    );
    await assert.rejects(
      spawn({ command: "sh", args: [], cwd: `${Deno.cwd()}/missing` }),
      missing("^cannot start sh: its working directory .*/missing does not exist$"),
    );
    await assert.rejects(
      spawn({ command: "sh", args: [], cwd: `${Deno.cwd()}/deno.json` }),
      missing("^cannot start sh: its working directory .*/deno.json is no folder$"),
    );
    assert.equal(children.processes.size, 0);
  },
});

Deno.test({
  name: "ChildProcesses.close() ends what runs, and starts nothing any more",
  ignore,
  async fn() {
    await using children = new Children();
    const child = await children.up("echo up; sleep 1000");
    assert.equal(children.processes.size, 1);
    const late = children.sh("sleep 1000");
    await Promise.all([children.processes.close(), assert.rejects(late, SpawnError)]);
    await child.ended;
    assert.equal(children.processes.size, 0);
    await assert.rejects(children.sh("sleep 1000"), /cannot start sh: .*is shutting down/);
    if (CAN_AUDIT) assert.deepEqual(await children.audit.left(), []);
  },
});

Deno.test({
  name: "SpawnedProcess.kill() ends a tree, also what left its group and what ignores SIGTERM",
  ignore: !CAN_AUDIT,
  async fn() {
    await using children = new Children();
    const bystander = await children.processes.spawn({ command: "sh", args: ["-c", "cat"] });
    const child = await children.up(STUBBORN_TREE, 3);
    assert.ok((await children.audit.left()).length >= 6);
    await Promise.all([child.kill(), child.kill()]);
    assert.deepEqual(await children.audit.left(), []);
    const { code, signal } = await child.ended;
    assert.ok(signal === "SIGKILL" || code === 128 + 9, `${code} ${signal}`);
    await child.kill();

    await bystander.stdin.close();
    assert.deepEqual(await bystander.ended, { code: 0, signal: null });
  },
});

Deno.test({
  name: "SpawnedProcess.kill() asks before it forces",
  ignore,
  async fn() {
    await using children = new Children();
    const script = `trap 'echo asked; exit 7' TERM; echo up >&2; while :; do sleep 0.05; done`;
    const child = await children.sh(script);
    await child.stderr.getReader().read();
    await child.kill();
    assert.deepEqual(await child.ended, { code: 7, signal: null });
    assert.equal(await textOf(child.stdout), "asked\n");
  },
});

Deno.test({
  name: "SpawnedProcess.kill() finds what lost its mark and its group, if its parent lives",
  ignore: !CAN_AUDIT,
  async fn() {
    await using children = new Children();
    // Without its own variables it can be found by nothing but descent, and then by having been seen.
    const script = `
      env -i PATH="$PATH" setsid sh -c 'trap "" TERM; echo $$; while :; do sleep 1; done' &
      wait`;
    const child = await children.sh(script);
    const { value } = await child.stdout.getReader().read();
    const pid = Number(new TextDecoder().decode(value));
    assert.deepEqual(await groupOf(pid), [pid, pid]);
    await child.kill();
    assert.deepEqual(await groupOf(pid), []);
  },
});

Deno.test({
  name: "ChildProcesses ends what a child leaves behind when it ends by itself",
  ignore: !CAN_AUDIT,
  async fn() {
    await using children = new Children();
    const child = await children.sh("sleep 1000 & (setsid sleep 1000 &) ; echo bye");
    assert.deepEqual(await child.ended, { code: 0, signal: null });
    // Both hold the pipe open: its end says that they are gone.
    assert.equal(await textOf(child.stdout), "bye\n");
    await child.kill();
    assert.deepEqual(await children.audit.left(), []);
    assert.equal(children.processes.size, 0);
  },
});

Deno.test({
  name: "ChildProcesses.close() ends a child that was being started, however far that was",
  ignore,
  async fn() {
    for (let ticks = 0; ticks < 6; ticks++) {
      const guard = {
        mark: "0123456789abcdef",
        ready: () => Promise.resolve(),
        add() {},
        remove() {},
        kill: () => Promise.resolve(true),
      };
      await using children = new Children({ guard });
      const { processes } = children;
      const started = processes.spawn({ command: "sleep", args: ["1000"] }).catch((error) => error);
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      await processes.close();
      const child = await started;
      if (!(child instanceof SpawnError)) await child.ended;
      assert.equal(processes.size, 0, `after ${ticks} ticks`);
    }
  },
});
