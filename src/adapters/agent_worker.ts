/**
 * Workers that agents run in: threads of this process, each with a heap of its own.
 *
 * @module
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MessageChannel, type TransferListItem, Worker } from "node:worker_threads";
import type { AgentWorker } from "../agent/isolation/agent_worker.ts";
import type { FromWorker, ToWorker, WorkerEnd } from "../agent/isolation/messages.ts";
import type { Clock } from "../lib/clock.ts";
import { errorStack } from "../lib/error_text.ts";
import { isModuleUrl } from "../lib/is_module_url.ts";
import { WorkerMemory } from "./worker_memory.ts";

const MAIN = new URL("./agent_worker_main.ts", import.meta.url);
const YOUNG_MIB = 32;

/**
 * Starts workers, and watches over their memory. A worker may do what this process may do, so it is no
 * sandbox: it keeps an agent's work, its faults and its memory away from the gateway's loop.
 *
 * @returns needs no `this`; `memoryMiB` is of a worker's heap
 */
export function agentWorkers(clock: Clock): (limits: { memoryMiB: number }) => AgentWorker {
  const memory = new WorkerMemory(clock);
  return ({ memoryMiB }) => startWorker(memoryMiB, memory);
}

function startWorker(memoryMiB: number, memory: WorkerMemory): AgentWorker {
  // A channel of its own: what an agent says over its parentPort, or hears there, is not ours.
  const { port1: port, port2 } = new MessageChannel();
  const pulse = new Int32Array(new SharedArrayBuffer(4));
  const over = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(MAIN, {
    name: "tidegate-agent",
    workerData: { tidegate: { port: port2, pulse, over, memoryMiB } },
    transferList: [port2 as unknown as TransferListItem],
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB, maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  const { promise: ended, resolve: settle } = Promise.withResolvers<WorkerEnd>();
  let take: (batch: readonly FromWorker[]) => void = () => {};
  let end: WorkerEnd | undefined;
  let closing = false;

  // The channel closes last, when all that was said has been heard.
  function close(): void {
    if (closing) return;
    closing = true;
    stopWatching();
    port.close();
    Atomics.store(over, 0, 1);
    Atomics.notify(over, 0);
    worker.terminate().then(
      () => settle(end ?? { kind: "left", code: undefined }),
      (error: unknown) => settle(end ?? { kind: "crashed", stack: errorStack(error) }),
    );
  }

  function endWith(reason: WorkerEnd): void {
    end ??= reason;
    close();
  }

  const stopWatching = memory.watch({
    pulse,
    memoryMiB,
    onFull: () => endWith({ kind: "out_of_memory" }),
  });
  worker.on("error", (error: unknown) => endWith(endOf(error)));
  worker.on("exit", (code: number) => {
    end ??= { kind: "left", code };
  });
  port.on("close", close);
  port.on("message", (batch: readonly FromWorker[]) => {
    const last = batch.at(-1);
    take(batch);
    if (last?.type === "leaving") endWith(last.end);
  });

  return {
    post: (message: ToWorker) => {
      if (!closing) port.postMessage(message);
    },
    listen: (taker) => {
      take = taker;
    },
    terminate: () => endWith({ kind: "ended" }),
    ended,
  };
}

/** What `import()` takes for a module that is named by its path, relative to this process, or its URL. */
export function moduleUrl(name: string): string {
  return isModuleUrl(name) ? name : pathToFileURL(resolve(name)).href;
}

function endOf(error: unknown): WorkerEnd {
  const isFull = error instanceof Error && "code" in error &&
    error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isFull ? { kind: "out_of_memory" } : { kind: "crashed", stack: errorStack(error) };
}
