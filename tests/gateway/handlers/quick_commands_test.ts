/** Quick commands and the user's own, through a whole gateway. */
import assert from "node:assert/strict";
import type { CommandOutcome, RunnerFacts } from "../../../src/commands/command_runner.ts";
import { ScriptedSpawn } from "../../agent/support/scripted_spawn.ts";
import { Stage } from "../../support/stage.ts";
import { Slash } from "../support/slash.ts";
import { pendingCall } from "../support/talks.ts";

const quick = {
  disk: { type: "exec", command: "df -h" },
  d: { type: "alias", target: "/disk --all" },
  name: { type: "alias", target: "title" },
  lost: { type: "alias", target: "nothing" },
} as const;

/** A session of a gateway with quick commands, and the processes they start. */
async function withQuick(stage: Stage, spawn: ScriptedSpawn) {
  const slash = await Slash.open(stage, { cwd: "/srv/project" });
  const begin = async (method: string, params: object) => {
    const answer = pendingCall(slash.client, method, { session_id: slash.id, ...params });
    await stage.time.pass();
    return { answer, process: spawn.process };
  };
  return { slash, begin };
}

Deno.test("conformance 165: a quick command of type exec answers its output, at most 4,000 characters", async () => {
  const spawn = new ScriptedSpawn();
  await using stage = new Stage({ commands: { quick, spawn: spawn.spawn } });
  const { begin } = await withQuick(stage, spawn);
  const { answer, process } = await begin("command.dispatch", { name: "disk", arg: "/ $(rm)" });
  const { args, cwd } = process.command;
  assert.deepEqual(args, ["-c", "df -h", "disk", "/", "$(rm)"]);
  assert.equal(cwd, "/srv/project");
  process.out("x".repeat(5_000));
  process.exit(0);
  await stage.time.pass();
  assert.deepEqual(answer()?.result, { type: "exec", output: "x".repeat(4_000) });
  const silent = await begin("slash.exec", { command: "/disk" });
  silent.process.exit(0);
  await stage.time.pass();
  assert.deepEqual(silent.answer()?.result, { output: "(no output)" });
});

Deno.test("conformance 164: a quick command that fails is 4018 with its output, and a warning to slash.exec", async () => {
  const spawn = new ScriptedSpawn();
  await using stage = new Stage({ commands: { quick, spawn: spawn.spawn } });
  const { begin } = await withQuick(stage, spawn);
  const message = 'quick command "disk" ended with exit code 3\nno such disk';
  for (
    const [method, params] of [
      ["command.dispatch", { name: "disk" }],
      ["slash.exec", { command: "disk" }],
    ] as const
  ) {
    const { answer, process } = await begin(method, params);
    process.err("no such disk\n");
    process.exit(3);
    await stage.time.pass();
    const { result, error } = answer() ?? {};
    if (method === "command.dispatch") assert.deepEqual(error, { code: 4018, message });
    else assert.deepEqual(result, { output: "/disk was not carried out", warning: message });
  }
});

Deno.test("a quick command is ended after 30 s, by an interrupt, and with its session", async () => {
  const spawn = new ScriptedSpawn();
  await using stage = new Stage({ commands: { quick, spawn: spawn.spawn } });
  const { slash, begin } = await withQuick(stage, spawn);
  const late = await begin("command.dispatch", { name: "disk" });
  late.process.out("so far");
  await stage.time.pass(30_000);
  assert.deepEqual(late.answer()?.error, {
    code: 5030,
    message: 'quick command "disk" was ended: it took longer than 30 s\nso far',
  });
  const stopped = await begin("command.dispatch", { name: "disk" });
  slash.client.interrupt(slash.id);
  await stage.time.pass();
  const message = 'quick command "disk" was interrupted';
  assert.deepEqual(stopped.answer()?.error, { code: 5030, message });
  const closed = await begin("command.dispatch", { name: "disk" });
  slash.client.result("session.close", { session_id: slash.id });
  await stage.time.pass();
  assert.equal(closed.answer()?.error.message, message);
  assert.ok(spawn.processes.every(({ kills }) => kills > 0));
});

Deno.test("/stop ends a quick command, and a shutdown waits until it is gone", async () => {
  const spawn = new ScriptedSpawn();
  await using stage = new Stage({ commands: { quick, spawn: spawn.spawn } });
  const { slash, begin } = await withQuick(stage, spawn);
  const stopped = await begin("slash.exec", { command: "/disk" });
  assert.deepEqual(await slash.exec("/stop"), { output: "Stopped." });
  assert.equal(stopped.answer()?.result.warning, 'quick command "disk" was interrupted');
  const { process } = await begin("slash.exec", { command: "/disk" });
  const closed = stage.gateway.shutdown();
  await stage.time.pass();
  assert.ok(process.kills > 0);
  await closed;
});

Deno.test("conformance 166: an alias is dispatched as its target; slash.exec carries that out", async () => {
  const spawn = new ScriptedSpawn();
  await using stage = new Stage({ commands: { quick, spawn: spawn.spawn } });
  const { slash, begin } = await withQuick(stage, spawn);
  assert.deepEqual(await slash.dispatch("d"), { type: "alias", target: "disk --all" });
  assert.deepEqual(await slash.exec("/name High tide"), { output: "Title: High tide" });
  const { answer, process } = await begin("slash.exec", { command: "/d /" });
  assert.deepEqual(process.command.args.slice(3), ["--all", "/"]);
  process.out("full");
  process.exit(0);
  await stage.time.pass();
  assert.deepEqual(answer()?.result, { output: "full" });
  assert.deepEqual(await slash.execError("/lost"), {
    code: 4018,
    message: "/lost is an alias of /nothing, which is no command",
  });
});

Deno.test("user commands run in the session's runner, which is asked for them first", async () => {
  const made: RunnerFacts[] = [];
  const lines: string[] = [];
  let closes = 0;
  let outcome: CommandOutcome = { ok: true, output: "Hello" };
  await using stage = new Stage({
    commands: {
      createRunner: (facts) => {
        made.push(facts);
        return {
          list: () => Promise.resolve([{ name: "greet", description: "says hello" }]),
          run: (line) => Promise.resolve(void lines.push(line)).then(() => outcome),
          close: () => Promise.resolve(void closes++),
        };
      },
    },
  });
  const slash = await Slash.open(stage);
  await slash.exec("/status");
  assert.equal(made.length, 0, "nobody needs it yet");
  assert.deepEqual(await slash.exec("/greet  you  both"), { output: "Hello" });
  assert.deepEqual(lines, ["greet you  both"]);
  assert.deepEqual(made.map(({ sessionId, model }) => [sessionId, model]), [[slash.id, "model-a"]]);
  assert.deepEqual(await slash.dispatch("greet"), { type: "plugin", output: "Hello" });
  const catalog = slash.client.result("commands.catalog");
  assert.ok(catalog.pairs.some(([name]: [string]) => name === "/greet"));
  outcome = { ok: true, output: " \n" };
  assert.deepEqual(await slash.exec("/greet"), { output: "(no output)" });
  outcome = { ok: false, error: "nobody there", refused: true };
  assert.deepEqual(await slash.exec("/greet"), { output: "Command error: nobody there" });
  outcome = { ok: false, error: "slash worker timed out" };
  const error = { code: 5030, message: "slash worker timed out" };
  assert.deepEqual(await slash.execError("/greet"), error);
  assert.deepEqual(await slash.dispatchError("greet"), error);
  await slash.exec("/model other");
  outcome = { ok: true, output: "Hello" };
  await slash.exec("/greet");
  assert.deepEqual(made.map(({ model }) => model), ["model-a", "other"]);
  assert.equal(closes, 1, "the runner of the old model");
  slash.client.result("session.close", { session_id: slash.id });
  await stage.time.pass();
  assert.equal(closes, 2);
});

Deno.test("a user command that is interrupted is a warning to slash.exec, so that no window runs it again", async () => {
  const runs: string[] = [];
  await using stage = new Stage({
    commands: {
      createRunner: () => ({
        list: () => Promise.resolve([{ name: "greet", description: "" }]),
        async run(line, signal) {
          runs.push(line);
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          return { ok: false, error: "the command was interrupted" };
        },
        close: () => Promise.resolve(),
      }),
    },
  });
  const slash = await Slash.open(stage);
  const answer = pendingCall(slash.client, "slash.exec", {
    session_id: slash.id,
    command: "/greet",
  });
  await stage.time.pass();
  assert.deepEqual(runs, ["greet"]);
  slash.client.interrupt(slash.id);
  await stage.time.pass();
  const { result, error } = answer() ?? {};
  assert.equal(error, undefined);
  const warning = "the command was interrupted";
  assert.deepEqual(result, { output: "/greet was not carried out", warning });
});

Deno.test("conformance 306: a runner that cannot tell its commands harms no other", async () => {
  const skills = {
    read: () =>
      Promise.resolve({ files: [{ path: "a.md", stem: "a", text: "Do it." }], faults: [] }),
  };
  await using stage = new Stage({
    commands: {
      skills,
      createRunner: () => ({
        list: () => Promise.reject(new Error("no such module")),
        run: () => Promise.resolve({ ok: false, error: "no such module" }),
        close: () => Promise.resolve(),
      }),
    },
  });
  const slash = await Slash.open(stage);
  assert.equal((await slash.dispatch("a")).type, "skill");
  assert.equal((await slash.execError("/nothing")).code, 4018);
  const { error } = stage.log.at("warn").at(-1)?.fields ?? {};
  assert.match(String(error), /no such module/);
});
