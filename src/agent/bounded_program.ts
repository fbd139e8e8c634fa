/**
 * Runs a program, bounded in time and output.
 *
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import type { KeptText } from "../lib/kept_text.ts";
import { takeAll } from "../lib/take_all.ts";
import { withResolvers } from "../lib/with_resolvers.ts";
import { type Spawn, type SpawnCommand, type SpawnedProcess, SpawnError } from "./spawn.ts";

/** What a program is run with. */
export interface ProgramLimits {
  spawn: Spawn;
  clock: Clock;
  /** Ends it before its time. */
  signal?: AbortSignal | undefined;
  /** Milliseconds it may run. */
  timeoutMs: number;
  /** Bytes read of each stream before it is ended: a flood would only cost time. */
  floodBytes: number;
  /** What is kept of stdout and of stderr. */
  kept: readonly [out: KeptText, err: KeptText];
  /** What it reads. Default: nothing. */
  input?: string | undefined;
}

/** How it ended, and what is kept of what it wrote. */
export type ProgramOutcome =
  | { kind: "ended"; code: number | null; signal: string | null; stdout: string; stderr: string }
  | { kind: "timeout" | "interrupted" | "flooded"; stdout: string; stderr: string }
  /** It did not begin. `why` is for the user. */
  | { kind: "unstartable"; why: string };

/** Milliseconds that are left to the pipes of what has ended: they hold a moment's reading at most. */
const LAST_BYTES_MS = 1_000;

/**
 * Runs it, and resolves when nothing of it is left. What it leaves running in the background ends too. What
 * cannot be ended, as it belongs to another user or has got away, is not waited for.
 *
 * @throws {unknown} where ending it fails
 */
export async function runProgram(
  what: SpawnCommand,
  limits: ProgramLimits,
): Promise<ProgramOutcome> {
  const { spawn, clock, signal, timeoutMs, floodBytes, kept, input } = limits;
  if (signal?.aborted) return { kind: "interrupted", stdout: "", stderr: "" };
  let child: SpawnedProcess;
  try {
    child = await spawn(what);
  } catch (error) {
    if (error instanceof SpawnError) return { kind: "unstartable", why: error.message };
    throw error;
  }
  const tried = withResolvers<undefined>();
  let cut: "timeout" | "interrupted" | "flooded" | undefined;
  const stop = (why: NonNullable<typeof cut>) => {
    cut ??= why;
    child.kill().then(() => tried.resolve(undefined), tried.reject);
  };
  const interrupt = () => stop("interrupted");
  let timer = clock.after(timeoutMs, () => stop("timeout"));
  signal?.addEventListener("abort", interrupt, { once: true });
  if (signal?.aborted) interrupt();
  try {
    const over = new AbortController();
    const reading = [child.stdout, child.stderr].map((pipe, i) =>
      takeAll(pipe, {
        take: (bytes) => kept[i]?.push(bytes),
        maxBytes: floodBytes,
        onFlood: () => stop("flooded"),
        signal: over.signal,
      })
    );
    const fed = feed(child.stdin, input);
    const end = await Promise.race([child.ended, tried.promise]);
    // Whatever it left behind may hold its pipes open; what has got away is not waited for.
    await child.kill();
    timer.cancel();
    timer = clock.after(LAST_BYTES_MS, () => over.abort());
    await Promise.all(reading);
    const said = { stdout: kept[0].text(), stderr: kept[1].text() };
    if (cut !== undefined) return { kind: cut, ...said };
    await fed;
    return { kind: "ended", code: end?.code ?? null, signal: end?.signal ?? null, ...said };
  } finally {
    timer.cancel();
    signal?.removeEventListener("abort", interrupt);
  }
}

// Behind it a program finds the end: nobody types. It may end without having read all of it.
async function feed(stdin: WritableStream<Uint8Array>, input = ""): Promise<void> {
  const writer = stdin.getWriter();
  try {
    if (input !== "") await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch {
    // Its exit code tells whether that mattered.
  }
}
