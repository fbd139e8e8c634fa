/**
 * @module
 */
import type { AgentEvent } from "../agent/agent.ts";
import { isRecord } from "../lib/is_record.ts";

type TextMembers = {
  [T in AgentEvent["type"]]: readonly (keyof Extract<AgentEvent, { type: T }>)[];
};

/** Members that must be texts: they are joined, measured and cut long after the agent said them. */
const textMembers = new Map<unknown, readonly string[]>(Object.entries(
  {
    text: ["text"],
    reasoning: ["text"],
    thinking: ["text"],
    tool_generating: ["name"],
    tool_start: ["id", "name", "context"],
    tool_progress: ["id", "name", "preview"],
    tool_complete: ["id", "name"],
    subagent: ["id", "goal"],
    todos: [],
    status: ["kind", "text"],
    usage: [],
    failure: ["message"],
  } satisfies TextMembers,
));

/**
 * Why something an agent said cannot be used; `undefined`: it can. The types do not settle that, since
 * an agent may be plain JavaScript.
 */
export function agentEventFault(event: unknown): string | undefined {
  if (typeof event !== "object" || event === null) return "it is no object";
  const members = textMembers.get((event as AgentEvent).type);
  if (members === undefined) return "its type is unknown";
  for (const member of members) {
    if (typeof (event as Record<string, unknown>)[member] !== "string") {
      return `its ${member} is no text`;
    }
  }
  if ((event as AgentEvent).type === "todos" && !areTodos((event as { todos: unknown }).todos)) {
    return "its todos are no list of {content, status}";
  }
  if ((event as AgentEvent).type === "subagent" && !isStep((event as { step: unknown }).step)) {
    return "its step is unknown";
  }
  return undefined;
}

const steps = ["spawn_requested", "start", "thinking", "tool", "progress", "complete"];

function isStep(step: unknown): boolean {
  return typeof step === "string" && steps.includes(step);
}

const statuses = ["pending", "in_progress", "completed"];

function areTodos(todos: unknown): boolean {
  return Array.isArray(todos) &&
    todos.every((todo) =>
      isRecord(todo) && typeof todo.content === "string" && statuses.includes(todo.status as string)
    );
}
