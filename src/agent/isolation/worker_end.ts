/**
 * @module
 */
import { AgentError } from "../agent.ts";
import type { WorkerEnd } from "./messages.ts";

/** What the user is told of a turn whose worker has ended. */
export function endError(end: WorkerEnd, memoryMiB: number): AgentError {
  return new AgentError(`${reason(end, memoryMiB)}; the next prompt starts it anew`);
}

/** What the log is told of an end beside its kind. */
export function endDetails(end: WorkerEnd): { error?: string; code?: number } {
  if (end.kind === "crashed") return { error: end.stack };
  if (end.kind === "unstarted") return { error: end.why };
  return end.kind === "left" ? { code: end.code } : {};
}

function reason(end: WorkerEnd, memoryMiB: number): string {
  switch (end.kind) {
    case "ended":
      return "the agent's worker was ended";
    case "crashed":
      return "the agent crashed (see the gateway's log)";
    case "left":
      return `the agent ended its own worker with code ${end.code}`;
    case "unstarted":
      return `the agent's worker could not be started: ${end.why}`;
    case "out_of_memory":
      return `the agent ran out of memory (its limit is ${memoryMiB} MiB)`;
  }
}
