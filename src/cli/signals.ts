/**
 * @module
 */
import type { Clock } from "../lib/clock.ts";

/**
 * Calls `handler` for each of the signals. What this system does not know is left out: Windows has no
 * SIGHUP in some versions, and nothing but Windows has SIGBREAK.
 */
export function onSignals(
  names: readonly Deno.Signal[],
  handler: (name: Deno.Signal) => void,
): void {
  for (const name of names) {
    try {
      Deno.addSignalListener(name, () => handler(name));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

/** Signals that ask any process to end. */
export const endSignals: readonly Deno.Signal[] = ["SIGTERM", "SIGHUP", "SIGBREAK"];

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
