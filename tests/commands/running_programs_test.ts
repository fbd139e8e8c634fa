import assert from "node:assert/strict";
import { RunningPrograms } from "../../src/commands/running_programs.ts";
import { GlobalTime } from "../support/global_time.ts";
import { ScriptedSpawn } from "../agent/support/scripted_spawn.ts";

const owner = {};

function desk(time: GlobalTime) {
  const programs = new RunningPrograms(time.clock);
  const spawn = new ScriptedSpawn();
  const label = { owner, command: "curl -H 'Authorization: Bearer sk-0123456789abcdef'", cwd: "/" };
  const start = () => programs.listed(spawn.spawn, label)({ command: "sh", args: [] });
  return { programs, spawn, start };
}

Deno.test("RunningPrograms lists what was started until it has ended, without its credentials", async () => {
  using time = new GlobalTime();
  const { programs, spawn, start } = desk(time);
  await start();
  await start();
  const [first, second] = programs.all;
  assert.equal(first?.owner, owner);
  assert.doesNotMatch(first?.command ?? "", /sk-0/);
  await time.pass(1_500);
  assert.equal(first?.uptimeMs(), 1_500);
  spawn.processes[0]?.exit(0);
  await time.pass();
  assert.deepEqual(programs.all, [second]);
});

Deno.test("RunningPrograms keeps the end of both streams, and takes nothing from who reads them", async () => {
  using time = new GlobalTime();
  const { programs, spawn, start } = desk(time);
  const child = await start();
  const said = Promise.all([child.stdout, child.stderr].map((each) => new Response(each).text()));
  spawn.process.out("x".repeat(5_000));
  await time.pass();
  spawn.process.err("oops");
  await time.pass();
  assert.equal(programs.all[0]?.tail(), `${"x".repeat(3_996)}oops`);
  await programs.all[0]?.end();
  assert.equal(spawn.process.kills, 1);
  assert.deepEqual(await said, ["x".repeat(5_000), "oops"]);
});

Deno.test("RunningPrograms keeps a character whole that another stream comes in between of", async () => {
  using time = new GlobalTime();
  const { programs, spawn, start } = desk(time);
  const child = await start();
  const said = Promise.all([child.stdout, child.stderr].map((each) => new Response(each).text()));
  const [first, ...rest] = new TextEncoder().encode("é");
  spawn.process.out(Uint8Array.of(first ?? 0));
  await time.pass();
  spawn.process.err("oops");
  await time.pass();
  spawn.process.out(Uint8Array.from(rest));
  await time.pass();
  assert.equal(programs.all[0]?.tail(), "oopsé");
  spawn.process.exit(0);
  await said;
});
