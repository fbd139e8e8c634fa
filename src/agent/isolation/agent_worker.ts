/**
 * Ports of an isolated agent: what it takes from whoever knows a runtime.
 *
 * @module
 */
import type { FromWorker, ToWorker, WorkerEnd } from "./messages.ts";

/** A worker that was started. */
export interface AgentWorker {
  /** Says something to it; to one that has ended, nothing. */
  post(message: ToWorker): void;
  /** Sets who takes what it says, several things at once. Called once, right after the start. */
  listen(take: (batch: readonly FromWorker[]) => void): void;
  /** Ends it wherever it is, a loop without an end included. Idempotent. */
  terminate(): void;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<WorkerEnd>;
}

/** Ends processes that a worker has started; in adapters, `Guard`. */
export interface ProcessKeeper {
  readonly mark: string;
  ready(): Promise<void>;
  add(pid: number, cookie: string): void;
  remove(pid: number): void;
  kill(pid: number): Promise<boolean>;
}

/** The worker's end of the line. */
export interface HostPort {
  post(batch: readonly FromWorker[]): void;
}
