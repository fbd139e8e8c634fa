/**
 * @module
 */
import process from "node:process";
import type { Clock } from "../lib/clock.ts";

/** Calls `handler` for each of the signals. One that this system does not know never comes. */
export function onSignals(
  names: readonly NodeJS.Signals[],
  handler: (name: NodeJS.Signals) => void,
): void {
  for (const name of names) {
    process.on(name, () => handler(name));
  }
}

/** Signals that ask any process to end. */
export const endSignals: readonly NodeJS.Signals[] = ["SIGTERM", "SIGHUP", "SIGBREAK"];

// One Ctrl-C may arrive twice: from the terminal, and from a task runner that passes it on.
const SAME_PRESS_MS = 300;

/** A handler that tells a person's first Ctrl-C (or a launcher's SIGINT) from the ones after it. */
export function interruptHandler(
  clock: Clock,
  { first, second }: { first: () => void; second: () => void },
): () => void {
  let firstAt: number | undefined;
  return () => {
    if (firstAt === undefined) {
      firstAt = clock.monotonic();
      return first();
    }
    if (clock.monotonic() - firstAt >= SAME_PRESS_MS) second();
  };
}
