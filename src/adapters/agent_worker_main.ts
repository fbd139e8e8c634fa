/**
 * What runs in an agent's worker. Loads no more than its recipe needs.
 *
 * @module
 */
import { type MessagePort, workerData } from "node:worker_threads";
import { AgentHost } from "../agent/isolation/agent_host.ts";
import type { FromWorker, ToWorker, WorkerEnd } from "../agent/isolation/messages.ts";
import { Outlet } from "../agent/isolation/outlet.ts";
import { systemClock } from "../lib/clock.ts";
import { watchExits } from "./agent_worker_exits.ts";
import { capturePrints } from "./agent_worker_output.ts";
import { LentGuard } from "./lent_guard.ts";
import { loadRecipe } from "./recipe_loader.ts";
import { type Pulse, watchOwnMemory } from "./worker_memory.ts";

/** What a worker is given by the main thread. */
interface WorkerData {
  port: MessagePort;
  pulse: Pulse;
  memoryMiB: number;
}

const { port, pulse, memoryMiB }: WorkerData = workerData.tidegate;
// Agents have no business with it.
delete workerData.tidegate;

const clock = systemClock;
const outlet = new Outlet({ clock, post: (batch) => port.postMessage(batch) });
let guard: LentGuard | undefined;
const host = new AgentHost({
  outlet,
  clock,
  load: (start, logger) => loadRecipe(start, { guard, clock, logger }),
});

/** Says so and waits for its end, wherever it is called. */
function leave(end: WorkerEnd): never {
  outlet.urgent({ type: "leaving", end });
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  for (;;) Atomics.wait(nothing, 0, 0, 10);
}

capturePrints((line) => outlet.line({ type: "print", line }));
watchExits(leave);
watchOwnMemory({ pulse, memoryMiB, clock, onFull: () => leave({ kind: "out_of_memory" }) });
port.on("message", (message: ToWorker) => {
  if (message.type === "guarded") return guard?.answered(message);
  if (message.type === "start") {
    const tell = (message: FromWorker) => outlet.urgent(message);
    if (message.mark !== undefined) guard = new LentGuard(message.mark, tell);
  }
  host.take(message);
});
