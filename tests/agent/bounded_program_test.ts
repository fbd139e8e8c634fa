import assert from "node:assert/strict";
import { runProgram } from "../../src/agent/bounded_program.ts";
import { TailText } from "../../src/lib/kept_text.ts";
import { GlobalTime } from "../support/global_time.ts";
import { ScriptedSpawn } from "./support/scripted_spawn.ts";

async function started(time: GlobalTime) {
  const spawn = new ScriptedSpawn();
  const running = runProgram({ command: "sh", args: [] }, {
    spawn: spawn.spawn,
    clock: time.clock,
    signal: new AbortController().signal,
    timeoutMs: 30_000,
    floodBytes: 1_000,
    kept: [new TailText(100), new TailText(100)],
  });
  await time.pass();
  return { process: spawn.process, running };
}

Deno.test("runProgram() does not wait for pipes that somebody else holds open", async () => {
  using time = new GlobalTime();
  const { process, running } = await started(time);
  process.kill = () => Promise.resolve();
  process.out("done");
  process.exit(0, { pipes: "open" });
  await time.pass(999);
  process.out(" and gone");
  await time.pass(1);
  const expected = { kind: "ended", code: 0, signal: null, stdout: "done and gone", stderr: "" };
  assert.deepEqual(await running, expected);
  assert.equal(time.timers, 0);
});

Deno.test("runProgram() does not wait for what cannot be ended", async () => {
  using time = new GlobalTime();
  const { process, running } = await started(time);
  // It is another user's by now.
  process.kill = () => Promise.resolve();
  process.out("so far");
  await time.pass(30_000);
  await time.pass(1_000);
  assert.deepEqual(await running, { kind: "timeout", stdout: "so far", stderr: "" });
  assert.equal(time.timers, 0);
});
