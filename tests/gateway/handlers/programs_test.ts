/** Lines of shell, our own command line, and what runs, through a whole gateway. */
import assert from "node:assert/strict";
import { SpawnError } from "../../../src/agent/spawn.ts";
import type { OwnProgram } from "../../../src/commands/cli_words.ts";
import type { GatewayOptions } from "../../../src/gateway/options.ts";
import { ScriptedSpawn } from "../../agent/support/scripted_spawn.ts";
import { type Client, type Json, Stage } from "../../support/stage.ts";
import { pendingCall } from "../support/talks.ts";

const cli: OwnProgram = { command: () => ["tidegate", "--own"], allowed: ["doctor"] };

/** A gateway that may start programs, and a session of it. */
async function withPrograms(given: Partial<GatewayOptions["commands"]> = {}) {
  const spawn = new ScriptedSpawn();
  const commands = { spawn: spawn.spawn, cli, ...given };
  const stage = new Stage({ cwd: "/desk", commands });
  const opened = await stage.open({ cwd: "/srv/project" });
  return { stage, spawn, ...opened };
}

/** Calls, and lets what there is to do be done. */
async function begin(stage: Stage, client: Client, method: string, params: Json) {
  const answer = pendingCall(client, method, params);
  await stage.time.pass();
  return answer;
}

async function ask(stage: Stage, client: Client, method: string, params: Json): Promise<Json> {
  const answer = await begin(stage, client, method, params);
  for (let i = 0; i < 20 && answer() === undefined; i++) await stage.time.pass();
  return answer() ?? assert.fail(`${method} was not answered`);
}

Deno.test("shell.exec answers the ends of both streams and the code, in the session's folder", async () => {
  const { stage, spawn, client, id } = await withPrograms({ withheld: ["THE_KEY"] });
  await using _ = stage;
  const params = { command: "make", session_id: id };
  const answer = await begin(stage, client, "shell.exec", params);
  const { command, args, cwd, env } = spawn.process.command;
  assert.deepEqual([command, args, cwd], ["sh", ["-c", "make"], "/srv/project"]);
  assert.deepEqual(env, { THE_KEY: undefined });
  assert.ok(spawn.process.stdinClosed, "a command that reads its input would wait for ever");
  spawn.process.out(`begin${"x".repeat(4_000)}`);
  spawn.process.err(`begin${"y".repeat(2_000)}`);
  spawn.process.exit(3);
  await stage.time.pass();
  const result = { stdout: "x".repeat(4_000), stderr: "y".repeat(2_000), code: 3 };
  assert.deepEqual(answer()?.result, result);
  await begin(stage, client, "shell.exec", { command: "pwd" });
  assert.equal(spawn.process.command.cwd, "/desk");
  spawn.process.exit(0);
});

Deno.test("shell.exec refuses what is blank, too long or dangerous", async () => {
  const { stage, spawn, client } = await withPrograms();
  await using _ = stage;
  const refusal = async (command: unknown) =>
    (await ask(stage, client, "shell.exec", { command })).error;
  for (const blank of ["", "  \n", undefined]) {
    assert.deepEqual(await refusal(blank), { code: 4004, message: "empty command" });
  }
  assert.deepEqual(await refusal("rm -rf /"), {
    code: 4005,
    message: "blocked (hardline): it deletes the root, a home or a folder of the system",
  });
  const risky = await refusal("rm -r build");
  assert.equal(risky.code, 4005);
  assert.match(risky.message, /^blocked: it deletes folders .*; have the agent do it/);
  const long = await refusal("x".repeat(70_000));
  assert.deepEqual([long.code, /longer than 65536/.test(long.message)], [5003, true]);
  assert.equal(spawn.processes.length, 0);
});

Deno.test("shell.exec is 5002 after 30 s, and 5003 where it is cut short otherwise", async () => {
  const { stage, spawn, client, id } = await withPrograms();
  await using _ = stage;
  const late = await begin(stage, client, "shell.exec", { command: "sleep 99" });
  await stage.time.pass(29_999);
  assert.equal(late(), undefined);
  await stage.time.pass(1);
  assert.equal(late()?.error.code, 5002);
  const params = { command: "sleep 99", session_id: id };
  const stopped = await begin(stage, client, "shell.exec", params);
  client.interrupt(id);
  await stage.time.pass();
  assert.deepEqual(stopped()?.error, { code: 5003, message: "the command was interrupted" });
  const closed = await begin(stage, client, "shell.exec", params);
  client.result("session.close", { session_id: id });
  await stage.time.pass();
  assert.equal(closed()?.error.code, 5003);
  spawn.fault = new SpawnError('cannot start "sh": no such program');
  const { error } = await ask(stage, client, "shell.exec", { command: "ls" });
  const message = 'Cannot run the command: cannot start "sh": no such program';
  assert.deepEqual(error, { code: 5003, message });
  assert.ok(spawn.processes.every(({ kills }) => kills > 0));
});

Deno.test("shell.exec that runs when the gateway shuts down is ended first", async () => {
  const { stage, spawn, client } = await withPrograms();
  await begin(stage, client, "shell.exec", { command: "sleep 99" });
  await stage[Symbol.asyncDispose]();
  assert.ok(spawn.process.kills > 0);
});

Deno.test("conformance 172: cli.exec refuses an argv that is no list, and blocks what it must not run", async () => {
  const { stage, spawn, client } = await withPrograms();
  await using _ = stage;
  for (const argv of ["doctor", 7, {}, ["doctor", 7]]) {
    const { error } = await ask(stage, client, "cli.exec", { argv });
    assert.deepEqual(error, { code: 4003, message: "argv must be list[str]" });
  }
  for (
    const argv of [
      undefined,
      [],
      ["setup"],
      ["gateway"],
      ["sessions", "browse"],
      ["config", "edit"],
      ["serve"],
      ["agent-worker"],
    ]
  ) {
    const { result } = await ask(stage, client, "cli.exec", { argv });
    const { blocked, code, output, hint } = result;
    assert.deepEqual([blocked, code, output], [true, -1, ""]);
    assert.match(hint, /\w/);
  }
  assert.equal(spawn.processes.length, 0);
});

Deno.test("cli.exec runs our own program, 240 s or as long as is said, 600 at most", async () => {
  const { stage, spawn, client } = await withPrograms();
  await using _ = stage;
  const answer = await begin(stage, client, "cli.exec", { argv: ["doctor", "--json"] });
  const { command, args } = spawn.process.command;
  assert.deepEqual([command, args], ["tidegate", ["--own", "doctor", "--json"]]);
  spawn.process.out(`${"a".repeat(47_999)}bcd`);
  spawn.process.exit(1);
  await stage.time.pass();
  const output = `${"a".repeat(47_999)}b`;
  assert.deepEqual(answer()?.result, { blocked: false, code: 1, output });
  for (const [timeout, seconds] of [[undefined, 240], [2, 2], [10_000, 600]] as const) {
    const late = await begin(stage, client, "cli.exec", { argv: ["--version"], timeout });
    await stage.time.pass(seconds * 1_000 - 1);
    assert.equal(late(), undefined);
    await stage.time.pass(1);
    assert.equal(late()?.error.code, 5016);
  }
});

Deno.test("process.list shows what runs for a session and for nobody, without credentials", async () => {
  const { stage, spawn, client, id } = await withPrograms();
  await using _ = stage;
  const { session_id: other } = client.result("session.create", {});
  const command = "deploy --token=hunter22hunter22";
  await begin(stage, client, "shell.exec", { command, session_id: id });
  spawn.process.out(`begin${"x".repeat(4_000)}`);
  await stage.time.pass(2_500);
  await begin(stage, client, "shell.exec", { command: "uptime", session_id: other });
  const { processes } = client.result("process.list", { session_id: id });
  assert.equal(processes.length, 1);
  const [{ session_id, started_at, ...rest }] = processes;
  assert.match(session_id, /^proc_[0-9a-f]{12}$/);
  assert.ok(!Number.isNaN(Date.parse(started_at)));
  assert.deepEqual(rest, {
    command: "deploy --token=[redacted]",
    cwd: "/srv/project",
    pid: 100,
    uptime_seconds: 2,
    status: "running",
    output_preview: "x".repeat(200),
    output_tail: "x".repeat(4_000),
  });
  for (const { exit } of spawn.processes.map((each) => ({ exit: () => each.exit(0) }))) exit();
  await stage.time.pass();
  assert.deepEqual(client.result("process.list", { session_id: id }), { processes: [] });
  assert.equal(client.error("process.list", { session_id: "nothing0" }).code, 4001);
});

Deno.test("process.kill ends what runs for the session, and nothing else", async () => {
  const { stage, spawn, client, id } = await withPrograms();
  await using _ = stage;
  const { session_id: other } = client.result("session.create", {});
  const line = { command: "sleep 99", session_id: id };
  const answer = await begin(stage, client, "shell.exec", line);
  const [{ session_id: process_id }] = client.result("process.list", { session_id: id }).processes;
  const kill = (params: Json) => ask(stage, client, "process.kill", params);
  assert.equal((await kill({ session_id: id })).error.code, 4012);
  assert.equal((await kill({ session_id: id, process_id: "proc_0" })).error.code, 4044);
  assert.equal((await kill({ session_id: other, process_id })).error.code, 4044);
  assert.equal((await kill({ process_id })).error.code, 4001);
  assert.equal(spawn.process.kills, 0);
  const { result } = await kill({ session_id: id, process_id });
  assert.deepEqual(result, { status: "killed", session_id: process_id });
  assert.deepEqual(answer()?.result, { stdout: "", stderr: "", code: 143 });
});

Deno.test("process.stop ends what runs for a session, or for all", async () => {
  const { stage, client, id } = await withPrograms();
  await using _ = stage;
  const { session_id: other } = client.result("session.create", {});
  for (const session_id of [id, other, undefined]) {
    await begin(stage, client, "shell.exec", { command: "sleep 99", session_id });
  }
  const stop = async (params: Json) => (await ask(stage, client, "process.stop", params)).result;
  assert.deepEqual(await stop({ session_id: id }), { killed: 1 });
  assert.deepEqual(await stop({}), { killed: 2 });
  assert.deepEqual(await stop({}), { killed: 0 });
});

Deno.test("process.kill is 5010 where a program cannot be ended, and the log says why", async () => {
  const { stage, spawn, client, id } = await withPrograms();
  await using _ = stage;
  await begin(stage, client, "shell.exec", { command: "sleep 99", session_id: id });
  const { process } = spawn;
  const kill = process.kill.bind(process);
  process.kill = () => Promise.reject(new Error("not permitted"));
  const [{ session_id: process_id }] = client.result("process.list", { session_id: id }).processes;
  const { error } = await ask(stage, client, "process.kill", { session_id: id, process_id });
  assert.equal(error.code, 5010);
  assert.match(JSON.stringify(stage.log.at("error")), /not permitted/);
  process.kill = kill;
  process.exit(0);
  await stage.time.pass();
});

Deno.test("programs are not for observers", async () => {
  const { stage, spawn, id } = await withPrograms();
  await using _ = stage;
  const observer = stage.connect(undefined, "observer");
  for (
    const [method, params] of [
      ["shell.exec", { command: "ls" }],
      ["shell.exec", { command: "ls", session_id: id }],
      ["cli.exec", { argv: ["doctor"] }],
      ["process.list", { session_id: id }],
      ["process.kill", { session_id: id, process_id: "proc_0" }],
      ["process.stop", {}],
    ] as const
  ) {
    assert.equal((await ask(stage, observer, method, params)).error.code, 4040, method);
  }
  assert.equal(spawn.processes.length, 0);
});

Deno.test("a gateway without means to start programs says so", async () => {
  await using stage = new Stage();
  const { client, id } = await stage.open();
  const shell = await ask(stage, client, "shell.exec", { command: "ls" });
  const message = "Cannot run the command: this gateway starts no programs";
  assert.deepEqual(shell.error, { code: 5003, message });
  const own = await ask(stage, client, "cli.exec", { argv: ["doctor"] });
  assert.equal(own.error.code, 5017);
  assert.deepEqual(client.result("process.list", { session_id: id }), { processes: [] });
  assert.deepEqual((await ask(stage, client, "process.stop", {})).result, { killed: 0 });
});
