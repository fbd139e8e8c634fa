/**
 * Events of agents that an agent has given work on to.
 *
 * @module
 */
import { z } from "zod";
import type { EventKind } from "./event_kind.ts";
import { note } from "./notes.ts";

const count = z.number().int().min(0);

const payload = z.object({
  subagent_id: note(z.string(), "names it, in its session"),
  goal: note(z.string(), "what it is to do"),
  task_count: note(count, "how many were given work together"),
  task_index: note(count, "which of them it is, from 0"),
  parent_id: note(z.string().optional(), "the sub-agent that gave it the work"),
  depth: note(count.optional(), "how many are above it"),
  model: z.string().optional(),
  tool_count: note(count.optional(), "how many tools it has used"),
  toolsets: note(z.array(z.string()).optional(), "what it may use"),
  input_tokens: count.optional(),
  output_tokens: count.optional(),
  reasoning_tokens: count.optional(),
  api_calls: note(count.optional(), "requests to the model"),
  files_read: note(z.array(z.string()).optional(), "paths, 64 at most"),
  files_written: note(z.array(z.string()).optional(), "paths, 64 at most"),
  output_tail: note(z.string().optional(), "the end of what it said"),
  tool_name: note(z.string().optional(), "the tool it uses"),
  tool_preview: note(z.string().optional(), "what the call is about"),
  text: note(z.string().optional(), "what it thinks, or how far it is"),
  status: note(z.string().optional(), "how it ended: completed, failed, interrupted …"),
  summary: note(z.string().optional(), "what came of it"),
  duration_seconds: z.number().min(0).optional(),
});
/** What is told of a sub-agent. */
export type SubagentPayload = z.infer<typeof payload>;

function event(type: string, summary: string): EventKind<SubagentPayload> {
  return { type, summary, payload };
}

/** An event of which the newest tells all. */
function newest(type: string, summary: string): EventKind<SubagentPayload> {
  return {
    ...event(type, summary),
    merge: (held, next) => held.subagent_id === next.subagent_id ? next : undefined,
    size: ({ text = "" }) => text.length,
  };
}

/** By the name code uses. */
export const subagentEvents = {
  subagentSpawnRequested: event("subagent.spawn_requested", "an agent wants to give work on"),
  subagentStart: event("subagent.start", "a sub-agent begins"),
  subagentThinking: newest(
    "subagent.thinking",
    "what a sub-agent thinks; takes the place of what was told before",
  ),
  subagentTool: event("subagent.tool", "a sub-agent uses a tool"),
  subagentProgress: newest(
    "subagent.progress",
    "how far a sub-agent is; takes the place of what was told before",
  ),
  subagentComplete: event("subagent.complete", "a sub-agent has ended, however that came about"),
} as const;
