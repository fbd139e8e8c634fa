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
  /** Becomes 1 when the main thread has done with the worker. */
  over: Int32Array<SharedArrayBuffer>;
  memoryMiB: number;
}

const { port, pulse, over, memoryMiB }: WorkerData = workerData.tidegate;
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

const close = globalThis.close.bind(globalThis);

/** Says so, waits until that has been heard, and ends the thread, wherever it is called. */
function leave(end: WorkerEnd): never {
  outlet.urgent({ type: "leaving", end });
  Atomics.wait(over, 0, 0);
  // Deno cannot end a thread that is busy from outside, and lets it run for ever.
  close();
  for (;;) Atomics.wait(over, 0, 1, 10);
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
