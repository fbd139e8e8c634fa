import assert from "node:assert/strict";
import { WorkerProcesses } from "../../../src/agent/isolation/worker_processes.ts";

Deno.test("WorkerProcesses leaves what could not be ended with the guard, which tries once more", async () => {
  const removed: number[] = [];
  const processes = new WorkerProcesses({
    mark: "0123456789abcdef",
    ready: () => Promise.resolve(),
    add() {},
    remove: (pid) => void removed.push(pid),
    kill: (pid) => Promise.resolve(pid !== 7),
  }, () => assert.fail("nothing was asked"));
  for (const pid of [7, 8]) processes.take({ type: "guard", what: "add", pid, cookie: "c" });
  await processes.end();
  assert.deepEqual(removed, [8]);
});
