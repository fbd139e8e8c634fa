/**
 * Runs a child whose output matters and that may hang, and always comes back.
 *
 * @module
 */

import type { Output } from "./test_summary.ts";
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
  /** Takes what it writes to stdout and stderr, piece by piece, as it comes. */
  readonly show: (chunk: Uint8Array, from: Output) => Promise<void>;
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
    stderr: "piped",
  }).spawn();
  const readers = { stdout: child.stdout.getReader(), stderr: child.stderr.getReader() };
  // Whoever reads is told that the pipe has ended.
  const leave = () =>
    Object.values(readers).forEach((reader) => void reader.cancel().catch(() => {}));
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
  const copy = async (from: Output) => {
    for (;;) {
      const { done, value } = await readers[from].read();
      if (done) return;
      patience.cancel();
      await show(value, from);
      // The other one may have set it again meanwhile.
      patience.cancel();
      if (!silent) patience = clock.after(silenceMs, give);
    }
  };
  await Promise.all([copy("stdout"), copy("stderr")]);
  // What has closed its output may still hang.
  const { status, open } = await ended;
  patience.cancel();
  open.cancel();
  return silent ? { kind: "silent", ms: silenceMs } : { kind: "exit", code: status.code };
}
