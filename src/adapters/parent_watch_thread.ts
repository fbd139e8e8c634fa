/**
 * The thread of {@link ./parent_watch.ts}: it goes on while the program's own thread is stuck in a loop.
 *
 * @module
 */
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { sleep, systemClock } from "../lib/clock.ts";
import { parentLook } from "./parent_gone.ts";
import type { ParentWatchSettings, ThreadSays } from "./parent_watch.ts";

const { parentPid, pollMs, graceMs } = workerData as ParentWatchSettings;
const isParentGone = parentLook(parentPid);

function say(what: ThreadSays): void {
  parentPort?.postMessage(what);
}

async function killLater(): Promise<void> {
  await sleep(systemClock, graceMs);
  process.kill(process.pid, "SIGKILL");
}

async function watch(): Promise<void> {
  parentPort?.once("message", killLater);
  say("armed");
  while (!isParentGone()) await sleep(systemClock, pollMs);
  say("gone");
  await killLater();
}

void watch();
