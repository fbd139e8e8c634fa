/**
 * Every event the gateway sends, as data: its payload, and how it merges.
 *
 * @module
 */
import { z } from "zod";
import {
  cutSurrogate,
  type EventKind,
  joinText,
  type Payload,
  type TextPayload,
} from "./event_kind.ts";
import { questionEvents } from "./question_events.ts";
import { seat, sessionInfo, skin, usage } from "./shapes.ts";

const text = z.object({
  text: z.string(),
  verbose: z.boolean().optional(),
  rendered: z.string().optional(),
});

const location = z.object({ path: z.string(), line: z.number().optional() });

const todo = z.object({
  content: z.string(),
  status: z.enum(["pending", "in_progress", "completed"]),
  priority: z.enum(["low", "medium", "high"]).optional(),
});

function streaming(type: string, summary: string): EventKind<TextPayload> {
  return { type, summary, payload: text, merge: joinText, size: textSize, cut: cutSurrogate };
}

function textSize(payload: TextPayload): number {
  return payload.text.length;
}

function plain<P extends Payload>(
  type: string,
  summary: string,
  payload: z.ZodType<P>,
): EventKind<P> {
  return { type, summary, payload };
}

/** The kinds by the name code uses; `type` is the name on the wire. */
export const events = {
  gatewayReady: plain(
    "gateway.ready",
    "first frame of a connection",
    z.object({ skin, replay_epoch: z.string() }),
  ),
  skinChanged: plain("skin.changed", "the skin was changed", skin),
  sessionInfo: plain(
    "session.info",
    "what a session is and does has changed; the last event of every turn",
    sessionInfo,
  ),
  sessionTitle: plain(
    "session.title",
    "a conversation without a title has got one by itself; session_id is the stored id",
    z.object({ session_id: z.string(), title: z.string() }),
  ),
  sessionGap: plain(
    "session.gap",
    "events from..to (seq, both included) were lost to this viewer, which read too slowly",
    z.object({ from: z.number().int(), to: z.number().int() }),
  ),
  sessionViewers: plain(
    "session.viewers",
    "who watches a session has changed, and somebody else is there to be told",
    z.object({ viewers: z.array(seat) }),
  ),
  messageStart: plain("message.start", "a turn starts", z.undefined()),
  messageDelta: streaming("message.delta", "a piece of the answer"),
  reasoningDelta: streaming("reasoning.delta", "a piece of the model's reasoning"),
  thinkingDelta: {
    type: "thinking.delta",
    summary: "a status phrase; replaces the one before",
    payload: z.object({ text: z.string() }),
    merge: (_held: TextPayload, next: TextPayload) => next,
    size: textSize,
  } satisfies EventKind<TextPayload>,
  reasoningAvailable: plain("reasoning.available", "the whole reasoning of a turn", text),
  messageComplete: plain(
    "message.complete",
    "a turn ended by itself or was interrupted",
    z.object({
      text: z.string(),
      usage,
      status: z.enum(["complete", "interrupted", "error"]),
      reasoning: z.string().optional(),
      warning: z.string().optional(),
    }),
  ),
  toolGenerating: plain(
    "tool.generating",
    "the model has begun to write a tool call",
    z.object({ name: z.string() }),
  ),
  toolStart: plain(
    "tool.start",
    "a tool runs",
    z.object({
      tool_id: z.string(),
      name: z.string(),
      context: z.string(),
      locations: z.array(location).optional(),
    }),
  ),
  toolProgress: plain(
    "tool.progress",
    "what a running tool has so far",
    z.object({ tool_id: z.string(), name: z.string(), preview: z.string() }),
  ),
  toolComplete: plain(
    "tool.complete",
    "a tool has ended; paired with its start by tool_id",
    z.object({
      tool_id: z.string(),
      name: z.string(),
      args: z.record(z.string(), z.unknown()),
      result: z.unknown(),
      duration_s: z.number().optional(),
      summary: z.string().optional(),
      /** What it changed in files, as unified diffs. */
      inline_diff: z.string().optional(),
      locations: z.array(location).optional(),
      /** The agent's plan, where the tool is the one that keeps it. */
      todos: z.array(todo).optional(),
    }),
  ),
  todoUpdated: plain(
    "todo.updated",
    "the agent's plan has changed: all of it",
    z.object({ todos: z.array(todo) }),
  ),
  statusUpdate: plain(
    "status.update",
    "a notice about the turn",
    z.object({ kind: z.string(), text: z.string() }),
  ),
  backgroundComplete: plain(
    "background.complete",
    "a prompt that ran in the background has its answer, or the reason why there is none",
    z.object({ task_id: z.string(), text: z.string() }),
  ),
  ...questionEvents,
  error: plain(
    "error",
    "a turn failed, or the agent could not be built; no message.complete follows",
    z.object({ message: z.string() }),
  ),
} as const;

/** The payload of a kind. */
export type PayloadOf<K> = K extends EventKind<infer P> ? P : never;
