/** The tasks as they are told to people: what they may write, and what not. */
import assert from "node:assert/strict";

const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
const ignore = Deno.build.os === "windows";

/** Runs a task with a state folder of its own, until `done` says so. */
async function runTask(
  args: (state: string) => string[],
  { env = {}, use }: {
    env?: Record<string, string>;
    use: (state: string, task: Deno.ChildProcess) => Promise<void>;
  },
): Promise<{ code: number; err: string }> {
  const state = await Deno.realPath(await Deno.makeTempDir());
  try {
    await using task = new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", ...args(state)],
      env: { XDG_STATE_HOME: state, ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const err = new Response(task.stderr).text();
    await use(state, task);
    const { code } = await task.status;
    // Its end would end stdio.
    await task.stdin.close().catch(() => {});
    return { code, err: await err };
  } finally {
    await Deno.remove(state, { recursive: true });
  }
}

/** Reads to the end of the first line, then no more. */
async function firstLine({ stdout }: Deno.ChildProcess): Promise<string> {
  const reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!said.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) break;
    said += value;
  }
  await reader.cancel();
  return said.split("\n")[0] ?? "";
}

Deno.test({
  name: "deno task serve writes a ready file in the state folder, which it makes",
  ignore,
  async fn() {
    const { code } = await runTask(
      (state) => ["serve", "--port", "0", "--ready-file", `${state}/tidegate/ready.json`],
      {
        async use(state, task) {
          const port = Number(/port=(\d+)$/.exec(await firstLine(task))?.[1]);
          const written = await Deno.readTextFile(`${state}/tidegate/ready.json`);
          assert.deepEqual(JSON.parse(written), { port });
          task.kill("SIGTERM");
        },
      },
    );
    assert.equal(code, 0);
  },
});

Deno.test({
  name: "a serve that may write to little says how a ready file elsewhere can be written",
  ignore,
  async fn() {
    const little = tasks.serve.command.replace(
      "--allow-write",
      '"--allow-write=$XDG_STATE_HOME/tidegate"',
    );
    const { code, err } = await runTask(
      (state) => ["--eval", `${little} --port 0 --ready-file ${state}/ready.json`],
      {
        async use(_state, task) {
          assert.equal(await firstLine(task), "");
        },
      },
    );
    assert.equal(code, 2);
    assert.match(
      err,
      /Cannot write the ready file ".*\/ready\.json": this run may not write there/,
    );
    assert.match(err, /name a file in ".*\/tidegate", start it with deno run .*--allow-write="/);
  },
});

Deno.test({
  name:
    "deno task serve keeps conversations in whatever file --state names, and writes a ready file",
  ignore,
  async fn() {
    const { code, err } = await runTask(
      (state) => ["serve", "--port", "0", "--state", `${state}/a.db`, "--ready-file", `${state}/r`],
      {
        async use(state, task) {
          assert.match(await firstLine(task), /port=\d+$/);
          assert.ok((await Deno.stat(`${state}/a.db`)).isFile);
          assert.ok((await Deno.stat(`${state}/r`)).isFile);
          task.kill("SIGTERM");
        },
      },
    );
    assert.equal(code, 0, err);
  },
});

Deno.test({
  name: "deno task stdio keeps conversations in whatever file --state names",
  ignore,
  async fn() {
    const { code, err } = await runTask((state) => ["stdio", "--state", `${state}/a.db`], {
      async use(state, task) {
        assert.match(await firstLine(task), /gateway\.ready/);
        assert.ok((await Deno.stat(`${state}/a.db`)).isFile);
        task.kill("SIGTERM");
      },
    });
    assert.equal(code, 0, err);
  },
});

for (const name of ["serve", "stdio"]) {
  Deno.test({
    name: `deno task ${name} may write its crash log where XDG_STATE_HOME says`,
    ignore,
    async fn() {
      const faulty = tasks[name].command.replace(
        "src/cli/main.ts",
        "tests/cli/support/faulty_main.ts",
      );
      let entry = "";
      const { code, err } = await runTask(
        () => ["--eval", `${faulty} ${name === "serve" ? "--port 0" : ""}`],
        {
          env: { TIDEGATE_TEST_FAULT: "throw" },
          async use(state, task) {
            await firstLine(task);
            task.kill("SIGUSR2");
            await task.status;
            entry = await Deno.readTextFile(`${state}/tidegate/crash.log`);
          },
        },
      );
      assert.equal(code, 1, err);
      assert.match(entry, /TypeError: boom/);
    },
  });
}
