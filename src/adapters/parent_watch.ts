/**
 * A process that must not outlive the one that started it.
 *
 * @module
 */
import { Worker } from "node:worker_threads";

/** What a watch is told. All plain data: it crosses into a thread. */
export interface ParentWatchSettings {
  /** Whose end is looked for. */
  parentPid: number;
  /** Milliseconds between two looks. */
  pollMs: number;
  /** Milliseconds between the parent's end, or {@linkcode ParentWatch.ending}, and a SIGKILL. */
  graceMs: number;
}

/** What its thread says. */
export type ThreadSays = "armed" | "gone";

/** A watch that is armed. */
export interface ParentWatch {
  /** The process ends by itself from now on: it is killed if it does not. */
  ending(): void;
}

/**
 * Watches from a thread of its own, so that a program stuck in a loop is ended too. Load whatever may
 * get stuck only after this has resolved.
 *
 * @param onGone called once, when the parent has gone: finish and exit
 * @throws whatever keeps the thread from starting
 */
export function armParentWatch(
  settings: ParentWatchSettings,
  onGone: () => void,
): Promise<ParentWatch> {
  const extension = import.meta.url.endsWith(".js") ? "js" : "ts";
  const thread = new Worker(new URL(`./parent_watch_thread.${extension}`, import.meta.url), {
    workerData: settings,
  });
  // It must not keep a program alive that has nothing left to do.
  const watch: ParentWatch = { ending: () => thread.postMessage("ending") };
  return new Promise((resolve, reject) => {
    thread.once("error", reject);
    thread.on("message", (said: ThreadSays) => {
      if (said === "gone") return onGone();
      thread.unref();
      resolve(watch);
    });
  });
}
