/**
 * What a server over HTTP and WebSocket is asked for and what it offers, on every runtime.
 *
 * @module
 */
import type { AppOptions } from "../http/app.ts";
import type { Clock } from "../lib/clock.ts";
import { errorMessage } from "../lib/error_text.ts";
import type { Logger } from "../lib/logger.ts";

/** How to serve. */
export interface ServeOptions
  extends Omit<AppOptions, "bindHost" | "basePath" | "port" | "clock" | "logger"> {
  /** Address or name to bind: `127.0.0.1`, `::`, … */
  hostname: string;
  /** Port to bind; 0: any that is free. */
  port: number;
  /** Default: the real clock. */
  clock?: Clock;
  /** Default: the log of LogTape, category `tidegate`. */
  logger?: Logger;
}

/** How to stop. */
export interface ShutdownOptions {
  /** Milliseconds after which it is over, whatever is still open. Default 1,000. */
  graceMs?: number;
  /**
   * Ends the gateway's connections: run first, while sockets still carry what is left to say. The signal
   * aborts when 0.7 of the grace is over: what has not drained by then must be ended as it is.
   */
  drain?: (signal: AbortSignal) => Promise<unknown>;
}

/** Where a server listens. */
export interface ServerAddress {
  /** Address it listens on. */
  hostname: string;
  /** The real port. */
  port: number;
}

/** A server that listens. */
export interface RunningServer {
  /** As it was given. */
  readonly hostname: string;
  /** The real port. */
  readonly port: number;
  /** As the system tells it. */
  readonly addr: ServerAddress;
  /** Where a browser on this machine finds it, without a slash at the end. */
  readonly url: string;
  /**
   * Resolves when the server has stopped.
   *
   * Rejects with {@linkcode ListenerLostError} when nobody can connect any more: the listener failed (most
   * likely at the process's limit of open files), and for a minute of trying it could not be had again.
   * Open connections live on until {@linkcode RunningServer.shutdown}.
   */
  readonly finished: Promise<void>;
  /** Drains, then stops listening. Resolves within the grace; later calls join the first. */
  shutdown(options?: ShutdownOptions): Promise<void>;
}

/** The port is taken. Nothing was started. */
export class PortInUseError extends Error {
  /** Tells it from other errors. */
  override readonly name = "PortInUseError";
  /** What was to be bound. */
  readonly hostname: string;
  /** The port that is taken. */
  readonly port: number;

  /** Says what is taken and what to do about it. */
  constructor(hostname: string, port: number, options?: ErrorOptions) {
    super(
      `Cannot listen on ${hostname} port ${port}: the port is in use; stop the other program, or ` +
        `choose another port (0 takes any free one)`,
      options,
    );
    this.hostname = hostname;
    this.port = port;
  }
}

/** Nobody can connect any more, and it could not be mended. Connections that were open live on. */
export class ListenerLostError extends Error {
  /** Tells it from other errors. */
  override readonly name = "ListenerLostError";
}

/**
 * Connections that wait to be accepted. At the usual 511 some of a thousand windows that come back at once
 * after a restart have to try again, a second later (measured on Deno: 1 to 1.9 s until all are greeted,
 * then 0.2).
 */
export const LISTEN_BACKLOG = 4_096;

/** What is told where an address could not be bound. */
export function bindError(
  cause: unknown,
  { hostname, port, isInUse }: ServerAddress & { isInUse: boolean },
): Error {
  if (isInUse) return new PortInUseError(hostname, port, { cause });
  return new Error(`Cannot listen on ${hostname} port ${port}: ${errorMessage(cause)}`, { cause });
}

/** Default of {@linkcode ShutdownOptions.graceMs}. */
export const DEFAULT_GRACE_MS = 1_000;
