/**
 * How agents start processes: a port, since only adapters know a runtime.
 *
 * @module
 */

/** What is to run. */
export interface SpawnCommand {
  /** A program's path, or its name, which is looked for on the `PATH` and never in `cwd`; no shell reads it. */
  command: string;
  /** Its arguments, each as it is: no shell reads them. */
  args: readonly string[];
  /** Working directory. Default: the gateway's. */
  cwd?: string;
  /** Variables added to the gateway's own; `undefined` takes one away. */
  env?: Readonly<Record<string, string | undefined>>;
  /**
   * Whether nothing it starts outlives it: where it comes to an end by itself, nobody looks for what it has
   * left, which takes longer than most calls of a small program.
   */
  alone?: true;
}

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessEnd {
  /** The exit code; `null` after a signal. */
  code: number | null;
  /** The signal that ended it: `SIGKILL`, … */
  signal: string | null;
}

/** A process that runs, at the head of a group of its own. */
export interface SpawnedProcess {
  /** The system's number for it. */
  readonly pid: number;
  /** What it reads. */
  readonly stdin: WritableStream<Uint8Array>;
  /** What it says. */
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** What it says beside that. */
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Resolves when the process itself has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /**
   * Ends it and everything it started: asks (SIGTERM), and one second later does not ask any more
   * (SIGKILL). Resolves when nothing of it is left. Idempotent, also after its end: what it left behind
   * in its group goes too.
   */
  kill(): Promise<void>;
}

/**
 * Starts a process. Nothing it starts outlives the gateway, however that ends.
 *
 * @throws {SpawnError} when it cannot be started
 */
export type Spawn = (command: SpawnCommand) => Promise<SpawnedProcess>;

/** A program that could not be started; the message names it and says why, for the user. */
export class SpawnError extends Error {
  /** Tells it from other errors. */
  override readonly name = "SpawnError";
}
