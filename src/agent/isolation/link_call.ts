/**
 * @module
 */
import type { Timer } from "../../lib/clock.ts";
import type { AgentEvent, Usage } from "../agent.ts";
import type { Ask } from "../question.ts";

/** Who hears what comes between a request and its answer. */
export interface CallListeners {
  onEvents?(events: readonly AgentEvent[]): void;
  onUsage?(usage: Usage): void;
  ask?: Ask;
}

/** A request to a worker that has not been answered. */
export interface LinkCall extends CallListeners {
  resolve(value: unknown): void;
  reject(error: Error): void;
  /** Whether it has been called off, and the worker's loop has heard of it. */
  aborted: "no" | "sent" | "heard";
  /** By the clock's monotonic time: when it was called off. */
  abortedAt: number;
  /** Runs from the moment it was called off. */
  grace: Timer | undefined;
}
