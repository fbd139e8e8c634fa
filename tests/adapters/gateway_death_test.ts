/** Nothing that a gateway started outlives it, whenever and however it is killed. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Lines } from "../cli/support/child.ts";
import { Audit, CAN_AUDIT, shell } from "./support/process_audit.ts";

const GATEWAY = fileURLToPath(new URL("./support/gateway_child.ts", import.meta.url));
// At a time: the machine has other things to do, and the moments become more various.
const AT_ONCE = 4;

/** Heads a group of its own, as a gateway does that a terminal or a service manager started. */
function startGateway(audit: Audit): Deno.ChildProcess {
  return new Deno.Command("sh", {
    args: [
      "-c",
      'exec setsid "$0" run --no-prompt --allow-env --allow-run=sh "$1"',
      Deno.execPath(),
      GATEWAY,
    ],
    env: audit.env,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
}

/** Kills a gateway after it has said `lines` lines; answers what is left of its children 5 s later. */
async function killAfter(lines: number, kill: (pid: number) => string): Promise<string[]> {
  const audit = new Audit();
  const gateway = startGateway(audit);
  const out = new Lines(gateway.stdout);
  for (let i = 0; i < lines; i++) if (await out.next() === "all") break;
  await shell(kill(gateway.pid));
  await gateway.status;
  const left = await audit.left({ seconds: 5, guardOf: gateway.pid });
  await Promise.all([out.cancel(), gateway.stdin.close().catch(() => {})]);
  return left;
}

async function killMany(count: number, kill: (pid: number) => string): Promise<void> {
  const runs = Array.from({ length: count }, (_, i) => i);
  const next = async () => {
    for (let run = runs.shift(); run !== undefined; run = runs.shift()) {
      // Before the guard is up, between the two lines of a start, behind it: each run gets further.
      assert.deepEqual(await killAfter(run + 1, kill), [], `killed after ${run + 1} lines`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

Deno.test({
  name: "ChildProcesses leaves nothing behind when its process is killed by SIGKILL, 20 times",
  ignore: !CAN_AUDIT,
  fn: () => killMany(20, (pid) => `kill -s KILL ${pid}`),
});

Deno.test({
  name: "ChildProcesses leaves nothing behind when its whole group is killed by SIGKILL",
  ignore: !CAN_AUDIT,
  fn: () => killMany(4, (pid) => `kill -s KILL -- -${pid}`),
});

Deno.test({
  name: "ChildProcesses leaves nothing behind when its whole group gets a Ctrl-C",
  ignore: !CAN_AUDIT,
  fn: () => killMany(2, (pid) => `kill -s INT -- -${pid}`),
});
