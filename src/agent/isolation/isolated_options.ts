/**
 * @module
 */
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { AgentDescription } from "../agent.ts";
import type { AgentWorker, ProcessKeeper } from "./agent_worker.ts";
import type { Recipe } from "./recipe.ts";

/** How agents are isolated. */
export interface IsolatedOptions {
  recipe: Recipe;
  /** Whether each session has a worker of its own, or all sessions share one. */
  scope: "session" | "shared";
  /** What is shown before an agent was made; a provider in the worker then describes itself. */
  description: AgentDescription;
  /** Of the provider. */
  name: string;
  /** Milliseconds an interrupted agent may go on before its worker is ended. Default 5,000. */
  interruptGraceMs?: number;
  /** Milliseconds the making of an agent may take, loading it included. Default 30,000. */
  startTimeoutMs?: number;
  /** Milliseconds an agent may take to close before its worker is ended. Default 2,000. */
  closeGraceMs?: number;
  /** MiB of a worker's heap. Default 512. */
  memoryMiB?: number;
}

/** {@linkcode IsolatedOptions} with every default. */
export type ResolvedIsolatedOptions = Required<IsolatedOptions>;

/** What an isolated provider works with. */
export interface IsolatedDeps {
  /** @throws {Error} when no worker can be started */
  startWorker(limits: { memoryMiB: number }): AgentWorker;
  /** Takes the processes that agents start; without it they cannot start any. */
  keeper?: ProcessKeeper;
  /** Takes the lines that agents print. Default: the log, as `info`. */
  print?(line: string): void;
  clock: Clock;
  logger: Logger;
}

/** @throws {RangeError} for a number that is none, or not above 0 */
export function resolveIsolatedOptions(options: IsolatedOptions): ResolvedIsolatedOptions {
  const resolved = {
    interruptGraceMs: 5_000,
    startTimeoutMs: 30_000,
    closeGraceMs: 2_000,
    memoryMiB: 512,
    ...options,
  };
  for (const name of ["interruptGraceMs", "startTimeoutMs", "closeGraceMs", "memoryMiB"] as const) {
    const value = resolved[name];
    if (Number.isFinite(value) && value > 0) continue;
    throw new RangeError(`Cannot isolate agents: "${name}" must be a number above 0, not ${value}`);
  }
  return resolved;
}
