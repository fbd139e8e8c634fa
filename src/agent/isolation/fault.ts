/**
 * Failures on their way between a worker and the gateway.
 *
 * @module
 */
import { errorMessage, errorStack } from "../../lib/error_text.ts";
import { AgentError } from "../agent.ts";
import type { Fault } from "./messages.ts";

/** Characters of a stack that cross. */
const STACK_CHARS = 16_384;
/** Characters of a message that cross. */
const MESSAGE_CHARS = 4_096;

/** A failure of the agent inside its worker that was not meant for the user: its text is for the log. */
export class WorkerFault extends Error {
  override readonly name = "WorkerFault";

  /** @param stack as it was in the worker */
  constructor(stack: string) {
    super("the agent failed in its worker");
    this.stack = stack;
  }
}

/** An exception as it can cross. An `AgentError` of another copy of this package counts as one. */
export function faultOf(error: unknown): Fault {
  const message = errorMessage(error).slice(0, MESSAGE_CHARS);
  if (error instanceof Error && error.name === "AgentError") return { kind: "agent", message };
  return { kind: "internal", stack: errorStack(error).slice(0, STACK_CHARS) };
}

/** As {@linkcode faultOf}, of an `ask` that refused its question. */
export function questionFaultOf(error: unknown): Fault {
  if (!(error instanceof TypeError)) return faultOf(error);
  return { kind: "type", message: errorMessage(error).slice(0, MESSAGE_CHARS) };
}

/** The exception a failure is on the other side. */
export function errorOf(fault: Fault): Error {
  switch (fault.kind) {
    case "agent":
      return agentError(fault.message);
    case "type":
      return new TypeError(fault.message);
    case "internal":
      return new WorkerFault(fault.stack);
  }
}

/** Where it was made again tells nobody anything: a log is better off without. */
function agentError(message: string): AgentError {
  const error = new AgentError(message);
  error.stack = `${error.name}: ${message}`;
  return error;
}
