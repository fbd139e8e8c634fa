import assert from "node:assert/strict";
import { SpawnError } from "../../src/agent/spawn.ts";
import { runShell } from "../../src/commands/shell_command.ts";
import { GlobalTime } from "../support/global_time.ts";
import { ScriptedSpawn } from "../agent/support/scripted_spawn.ts";

async function started(time: GlobalTime, words: readonly string[] = []) {
  const spawn = new ScriptedSpawn();
  const abort = new AbortController();
  const limits = { spawn: spawn.spawn, clock: time.clock, signal: abort.signal };
  const what = { command: "df -h $1", name: "disk", words, cwd: "/srv/project" };
  const running = runShell(what, limits);
  await time.pass();
  return { spawn, process: spawn.process, running, abort };
}

Deno.test("runShell() has a shell read the command, in the folder, and the words as its own", async () => {
  using time = new GlobalTime();
  const { process, running } = await started(time, ["/", "$(rm)"]);
  const { command, args, cwd } = process.command;
  assert.deepEqual([command, args], ["sh", ["-c", "df -h $1", "disk", "/", "$(rm)"]]);
  assert.equal(cwd, "/srv/project");
  assert.ok(process.stdinClosed, "a command that reads its input would wait for ever");
  process.out("half ");
  process.err("a warning\n");
  process.out("full\n");
  process.exit(0);
  const output = "half full\na warning";
  assert.deepEqual(await running, { kind: "ended", code: 0, signal: null, output });
  assert.equal(time.timers, 0);
});

Deno.test("runShell() keeps 4,000 characters, none of them halved", async () => {
  using time = new GlobalTime();
  const { process, running } = await started(time);
  process.out(`${"a".repeat(3_999)}🌊 and more`);
  process.err("and this");
  process.exit(3);
  const { kind, output } = await running as { kind: string; output: string };
  assert.equal(kind, "ended");
  assert.equal(output.length, 4_000);
  assert.ok(output.isWellFormed());
});

Deno.test("runShell() joins a character that came in two pieces", async () => {
  using time = new GlobalTime();
  const { process, running } = await started(time);
  const bytes = new TextEncoder().encode("Größe");
  process.out(bytes.slice(0, 3));
  process.out(bytes.slice(3));
  process.exit(0);
  assert.equal((await running as { output: string }).output, "Größe");
});

Deno.test("runShell() ends what takes longer than 30 s, and tells what it said", async () => {
  using time = new GlobalTime();
  const { process, running } = await started(time);
  process.out("so far\n");
  await time.pass(29_999);
  assert.equal(process.kills, 0);
  await time.pass(1);
  assert.deepEqual(await running, { kind: "timeout", output: "so far" });
  assert.ok(process.kills > 0);
});

Deno.test("runShell() ends when its signal aborts, also before it began", async () => {
  using time = new GlobalTime();
  const { spawn, process, running, abort } = await started(time);
  abort.abort();
  assert.deepEqual(await running, { kind: "interrupted", output: "" });
  assert.ok(process.kills > 0);
  assert.equal(time.timers, 0);
  const what = { command: "df", name: "disk", words: [], cwd: "" };
  const limits = { spawn: spawn.spawn, clock: time.clock, signal: abort.signal };
  assert.equal((await runShell(what, limits)).kind, "interrupted");
  assert.equal(spawn.processes.length, 1);
});

Deno.test("runShell() ends what floods it", async () => {
  using time = new GlobalTime();
  const { process, running } = await started(time);
  for (let i = 0; i < 17; i++) process.out("y\n".repeat(32 * 1_024));
  const { kind, output } = await running as { kind: string; output: string };
  assert.deepEqual([kind, output.length], ["flooded", 4_000]);
  assert.ok(process.kills > 0);
});

Deno.test("runShell() does not wait for what the command left behind", async () => {
  using time = new GlobalTime();
  const { process, running } = await started(time);
  process.out("started\n");
  process.exit(0, { pipes: "open" });
  assert.equal((await running as { output: string }).output, "started");
  assert.equal(process.kills, 1);
});

Deno.test("runShell() tells why a shell cannot be started", async () => {
  using time = new GlobalTime();
  const spawn = new ScriptedSpawn();
  spawn.fault = new SpawnError('Cannot start "sh": no such program');
  const what = { command: "df", name: "disk", words: [], cwd: "" };
  const limits = { spawn: spawn.spawn, clock: time.clock, signal: new AbortController().signal };
  assert.deepEqual(await runShell(what, limits), {
    kind: "unstartable",
    why: 'Cannot start "sh": no such program',
  });
});

Deno.test("runShell() does not wait for what cannot be ended", async () => {
  using time = new GlobalTime();
  const { process, running, abort } = await started(time);
  process.kill = () => Promise.reject(new Error("not permitted"));
  abort.abort();
  await assert.rejects(running, /not permitted/);
  assert.equal(time.timers, 0);
});
