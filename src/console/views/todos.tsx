/**
 * The agent's plan.
 *
 * @module
 */
import { Check, Circle, CircleDot } from "lucide-preact";
import type { Conversation } from "../model/conversation.ts";

const icons = { pending: Circle, in_progress: CircleDot, completed: Check };
const words = { pending: "to do", in_progress: "in progress", completed: "done" };

/** See the module. */
export function TodoPanel({ conversation }: { conversation: Conversation }) {
  const todos = conversation.transcript.todos.value;
  if (todos.length === 0) return null;
  const done = todos.filter(({ status }) => status === "completed").length;
  const current = todos.find(({ status }) => status === "in_progress");
  return (
    <details class="todos" open={done < todos.length}>
      <summary>
        Plan <span class="count">{done} of {todos.length} done</span>
        {current !== undefined && <span class="current">{current.content}</span>}
      </summary>
      <ol>
        {todos.map(({ content, status }, at) => {
          const Icon = icons[status];
          return (
            <li key={at} class={status}>
              <Icon size={14} aria-hidden="true" />
              <span class="hidden">{words[status]}:</span>
              {content}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
