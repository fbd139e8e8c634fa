/**
 * The thread of {@link ./parent_watch.ts}: it goes on while the program's own thread is stuck in a loop.
 *
 * @module
 */
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { sleep, systemClock } from "../lib/clock.ts";
import type { ParentWatchSettings, ThreadSays } from "./parent_watch.ts";

const { parentPid, pollMs, graceMs } = workerData as ParentWatchSettings;
const bornTo = process.ppid;

function isParentGone(): boolean {
  // Whoever loses its parent is given another one.
  if (process.ppid !== bornTo) return true;
  try {
    process.kill(parentPid, 0);
    return false;
  } catch (error) {
    // Anything else means that it is there, or that nobody may look.
    return (error as { code?: unknown }).code === "ESRCH";
  }
}

function say(what: ThreadSays): void {
  parentPort?.postMessage(what);
}

async function killLater(): Promise<void> {
  await sleep(systemClock, graceMs);
  process.kill(process.pid, "SIGKILL");
}

parentPort?.once("message", killLater);
say("armed");
while (!isParentGone()) await sleep(systemClock, pollMs);
say("gone");
await killLater();
