/**
 * @module
 */
import type { RunningServer, ServeOptions } from "../adapters/serving.ts";
import type { StdioStreams } from "../adapters/stdio_streams.ts";
import type { WriteSome } from "../adapters/stdio_write.ts";
import type { Clock } from "../lib/clock.ts";

/** Kinds of what a run has to be permitted, on a runtime that asks. */
export type Permission = "env" | "net" | "read" | "write" | "run";

/**
 * What the commands take from the runtime they run on. Everything else they need is in `node:` modules,
 * which every runtime has.
 */
export interface Host {
  /** Runtime and system, for the crash log: `deno 2.9.6, x86_64-unknown-linux-gnu`. */
  readonly about: string;
  /**
   * The command that runs this very program, where that is one file: workers are started by it. Otherwise
   * each runs as a module of its own.
   */
  readonly self?: readonly string[];
  /** Whether this run may do all there is of a kind. Left out where a runtime asks for no permissions. */
  mayAll?(what: Permission): boolean;
  /** Whether this run may listen there. Left out as {@linkcode mayAll} is. */
  mayListen?(address: { host: string; port: number }): boolean;
  /** Standard output; resolves when some of it has been taken. */
  readonly writeOutput: WriteSome;
  /** Standard error. */
  readonly writeErrors: WriteSome;
  /** Standard input and output, as the two ends of a conversation. */
  streams(clock: Clock): StdioStreams;
  /**
   * Serves over HTTP and WebSocket.
   *
   * @throws {PortInUseError} when the port is taken
   * @throws {Error} when it cannot listen for another reason
   */
  serve(options: ServeOptions): Promise<RunningServer>;
}
