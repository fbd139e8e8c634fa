/**
 * `--exit-with-parent`: a gateway that ends with the program that started it, however that ends.
 *
 * @module
 */
import process from "node:process";
import { parentLook } from "../adapters/parent_gone.ts";
import { isStdinHeldOpen } from "../adapters/stdin_kind.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Startup } from "./startup.ts";

// Somebody who has killed a program looks for what is left of it in a few seconds.
const POLL_MS = 1_000;

/**
 * Calls `onEnd` with the reason when the parent closes our stdin, or is gone, which is looked for once a
 * second: another process may hold the other end of stdin, or nobody. Perhaps calls it more than once.
 *
 * Not by a thread, as a slash worker does it: that takes 13 MiB, and no agent has a hold of our loop.
 *
 * @param options.readsStdin whether stdin is read here, and what it says dropped: not where frames come in
 */
export function onParentEnd(
  { host, clock }: Pick<Startup, "host" | "clock">,
  { readsStdin, onEnd }: { readsStdin: boolean; onEnd: (reason: string) => void },
): void {
  const parentPid = process.ppid;
  const isParentGone = parentLook(parentPid);
  if (readsStdin && isStdinHeldOpen()) {
    drain(host.streams(clock).readable).then(
      () => onEnd("stdin EOF (the parent closed it)"),
      (error) => onEnd(`stdin failed (${errorMessage(error)})`),
    );
  }
  const look = () => {
    if (isParentGone()) return onEnd(`the parent is gone (process ${parentPid})`);
    clock.after(POLL_MS, look);
  };
  clock.after(POLL_MS, look);
}

async function drain(input: ReadableStream<Uint8Array>): Promise<void> {
  const reader = input.getReader();
  while (!(await reader.read()).done);
}
