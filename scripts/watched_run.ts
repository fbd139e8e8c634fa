/**
 * Runs a child whose output matters and that may hang, and always comes back.
 *
 * @module
 */

import { type Clock, systemClock } from "../src/lib/clock.ts";

/** How a child ended. */
export type WatchedEnd =
  /** It ended by itself. */
  | { readonly kind: "exit"; readonly code: number }
  /** It wrote nothing for too long and was killed. */
  | { readonly kind: "silent"; readonly ms: number };

/** What {@linkcode runWatched} takes. */
export interface WatchedRun {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Takes the output, piece by piece, as it comes. */
  readonly show: (chunk: Uint8Array) => Promise<void>;
  /** Milliseconds without a byte after which it counts as hung. */
  readonly silenceMs: number;
  readonly clock?: Clock;
}

/** How long the pipe of a child that has ended may stay open, for one of its own that it left behind. */
const LEFT_OPEN_MS = 5_000;

/**
 * Runs `command` to its end, or to the end of its patience: a test that hangs must fail its run, and
 * name itself by being the last that was printed, not hold it up for ever.
 */
export async function runWatched(
  command: string,
  { args, env, show, silenceMs, clock = systemClock }: WatchedRun,
): Promise<WatchedEnd> {
  const child = new Deno.Command(command, {
    args: [...args],
    ...(env ? { env: { ...env } } : {}),
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  // Whoever reads is told that the pipe has ended.
  const leave = () => void reader.cancel().catch(() => {});
  let [silent, exited] = [false, false];
  const give = () => {
    if (exited) return;
    silent = true;
    child.kill("SIGKILL");
    leave();
  };
  let patience = clock.after(silenceMs, give);
  const ended = child.status.then((status) => {
    exited = true;
    return { status, open: clock.after(LEFT_OPEN_MS, leave) };
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    patience.cancel();
    await show(value);
    if (!silent) patience = clock.after(silenceMs, give);
  }
  // What has closed its output may still hang.
  const { status, open } = await ended;
  patience.cancel();
  open.cancel();
  return silent ? { kind: "silent", ms: silenceMs } : { kind: "exit", code: status.code };
}
