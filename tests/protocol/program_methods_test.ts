import assert from "node:assert/strict";
import * as contracts from "../../src/protocol/program_methods.ts";
import { assertFaultsAreClear, assertGives, contractsOf, parsed } from "./support/contracts.ts";

Deno.test("program methods take what may be missing as nothing", () => {
  assert.deepEqual(parsed(contracts.shellExec, {}), { command: "" });
  assert.deepEqual(parsed(contracts.cliExec, {}), { timeout: 240 });
  assert.deepEqual(parsed(contracts.cliExec, { argv: "doctor", timeout: null }), {
    argv: "doctor",
    timeout: 240,
  });
  assert.deepEqual(parsed(contracts.processKill, {}), { session_id: "", process_id: "" });
  assert.deepEqual(parsed(contracts.processStop, {}), {});
});

Deno.test("program methods say which member is wrong, and why", () => {
  for (const contract of contractsOf(contracts)) assertFaultsAreClear(contract);
});

Deno.test("no program method is for observers, and none that waits is in the way of others", () => {
  for (const contract of contractsOf(contracts)) {
    assert.equal(contract.readOnly, undefined, contract.name);
    const lane = contract.name === "process.list" ? "inline" : "background";
    assert.equal(contract.lane, lane, contract.name);
  }
});

Deno.test("program methods give what the protocol says", () => {
  assertGives(contracts.shellExec, { stdout: "a", stderr: "", code: 0 });
  assertGives(
    contracts.cliExec,
    { blocked: false, code: 0, output: "a" },
    { blocked: true, code: -1, output: "", hint: "run it in a terminal" },
  );
  const session_id = "proc_0123456789ab";
  assertGives(contracts.processKill, { status: "killed", session_id });
  assertGives(contracts.processStop, { killed: 2 });
  const running = {
    session_id,
    command: "make",
    cwd: "/desk",
    pid: 7,
    started_at: "2026-11-21T16:00:00.000Z",
    uptime_seconds: 3,
    status: "running",
    output_preview: "a",
    output_tail: "a",
  };
  assertGives(contracts.processList, { processes: [running] }, { processes: [] });
});
