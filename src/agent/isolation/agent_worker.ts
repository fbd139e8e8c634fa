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

/** Watches over processes, and ends them with all they started; also when this process is gone. */
export interface ProcessKeeper {
  /**
   * Has to be the beginning of the cookie of every child: what carries it is ended when the gateway
   * has died, even if it was never added. At least 16 characters, no space, no `/`.
   */
  readonly mark: string;
  /**
   * Resolves as soon as it watches: nothing may be started before.
   *
   * @throws {Error} that says why it cannot watch
   */
  ready(): Promise<void>;
  /** Takes a process that has just been started at the head of a group of its own. */
  add(pid: number, cookie: string): void;
  /** Forgets a process of which nothing is left. */
  remove(pid: number): void;
  /**
   * Ends a tree that was added: SIGTERM, one second later SIGKILL. Resolves when nothing of it is left;
   * `false` when something withstood SIGKILL for seconds. Never rejects.
   */
  kill(pid: number): Promise<boolean>;
}
