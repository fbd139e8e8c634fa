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
import { newsEvents } from "./news_events.ts";
import { questionEvents } from "./question_events.ts";
import { subagentEvents } from "./subagent_events.ts";
import { seat, sessionInfo, skin, usage } from "./shapes.ts";
import { note, shape } from "./notes.ts";

const text = z.object({
  text: note(
    z.string(),
    "a piece to be put behind the others of its kind, or all of it, as the event says",
  ),
  verbose: note(z.boolean().optional(), "pieces join only where this is the same"),
});

const answerText = text.extend({
  rendered: note(
    z.string().optional(),
    "all since the turn began, or since its last tool, for a terminal: with ANSI sequences, in the " +
      "place of the one before. Where a window asked for it; `text` is empty and there is no `seq` then",
  ),
});

const location = shape(
  "Location",
  z.object({ path: z.string(), line: z.number().optional() }),
  "a place in a file",
);

/** A step of an agent's plan. */
export const todo = shape(
  "Todo",
  z.object({
    id: note(z.string(), "of the step within this plan; the terminal UI shows none without"),
    content: z.string(),
    status: z.enum(["pending", "in_progress", "completed"]),
    priority: z.enum(["low", "medium", "high"]).optional(),
  }),
  "a step of an agent's plan",
);

function streaming(type: string, summary: string, payload = text): EventKind<TextPayload> {
  return { type, summary, payload, merge: joinText, size: textSize, cut: cutSurrogate };
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

/** An event that is of its session, and of none of its turns. */
function aside<P extends Payload>(
  type: string,
  summary: string,
  payload: z.ZodType<P>,
): EventKind<P> {
  return { type, summary, payload, aside: true };
}

/** The kinds by the name code uses; `type` is the name on the wire. */
export const events = {
  gatewayReady: plain(
    "gateway.ready",
    "first frame of a connection",
    z.object({
      skin,
      heartbeat: note(
        z.boolean().optional(),
        "a client may ask `gateway.ping` again and again; not over stdio, whose end tells itself",
      ),
      change_events: note(
        z.literal(true).optional(),
        "`sessions.changed` tells when a list of sessions is out of date: nobody has to ask again and again",
      ),
      replay_epoch: note(z.string(), "numbers of events are comparable within one"),
    }),
  ),
  skinChanged: plain("skin.changed", "the skin was changed", skin),
  sessionInfo: plain(
    "session.info",
    "what a session is and does has changed; the last event of every turn",
    sessionInfo,
  ),
  sessionTitle: aside(
    "session.title",
    "a conversation without a title has got one by itself; session_id is the stored id",
    z.object({ session_id: note(z.string(), "the stored id"), title: z.string() }),
  ),
  sessionGap: plain(
    "session.gap",
    "events from..to (seq, both included) were lost to this viewer, which read too slowly",
    z.object({
      from: note(z.number().int(), "number of the first event that was lost"),
      to: note(z.number().int(), "number of the last"),
    }),
  ),
  sessionRewound: plain(
    "session.rewound",
    "messages were taken back, by whichever window: fetch the session anew to show what is left",
    z.object({
      message_count: note(z.number().int(), "messages that are left, as session.activate counts"),
      removed: note(z.number().int(), "messages that are gone, from the end"),
    }),
  ),
  sessionViewers: aside(
    "session.viewers",
    "who watches a session has changed, and somebody else is there to be told",
    z.object({ viewers: z.array(seat) }),
  ),
  messageStart: plain("message.start", "a turn starts", z.undefined()),
  messageDelta: streaming("message.delta", "a piece of the answer", answerText),
  reasoningDelta: streaming("reasoning.delta", "a piece of the model's reasoning"),
  thinkingDelta: {
    type: "thinking.delta",
    summary: "a status phrase; replaces the one before",
    payload: z.object({ text: note(z.string(), "empty: there is none any more") }),
    merge: (_held: TextPayload, next: TextPayload) => next,
    size: textSize,
  } satisfies EventKind<TextPayload>,
  reasoningAvailable: plain("reasoning.available", "the whole reasoning of a turn", text),
  messageComplete: plain(
    "message.complete",
    "a turn ended by itself or was interrupted",
    z.object({
      text: note(z.string(), "the whole answer"),
      usage,
      status: z.enum(["complete", "interrupted", "error"]),
      reasoning: note(z.string().optional(), "the whole reasoning"),
      warning: note(z.string().optional(), "what the user should know of it"),
      rendered: note(
        z.string().optional(),
        "the answer for a terminal, with ANSI sequences; where a window asked for it",
      ),
    }),
  ),
  toolGenerating: plain(
    "tool.generating",
    "the model has begun to write a tool call",
    z.object({ name: note(z.string(), "the tool") }),
  ),
  toolStart: plain(
    "tool.start",
    "a tool runs",
    z.object({
      tool_id: note(z.string(), "pairs the events of one call"),
      name: note(z.string(), "the tool"),
      context: note(z.string(), "what the call is about, in a few words"),
      args_text: note(
        z.string().optional(),
        "what it was called with, to be read; where tool progress is `verbose`",
      ),
      locations: z.array(location).optional(),
    }),
  ),
  toolProgress: plain(
    "tool.progress",
    "what a running tool has so far",
    z.object({
      tool_id: note(z.string(), "pairs the events of one call"),
      name: note(z.string(), "the tool"),
      preview: note(z.string(), "the newest of its output"),
    }),
  ),
  toolComplete: plain(
    "tool.complete",
    "a tool has ended; paired with its start by tool_id",
    z.object({
      tool_id: note(z.string(), "pairs the events of one call"),
      name: note(z.string(), "the tool"),
      args: note(z.record(z.string(), z.unknown()), "what it was called with"),
      result: z.unknown(),
      duration_s: note(z.number().optional(), "seconds"),
      summary: note(z.string().optional(), "what came of it, in a few words"),
      inline_diff: note(z.string().optional(), "what it changed in files, as unified diffs"),
      rendered: note(
        z.string().optional(),
        "`inline_diff` for a terminal, with ANSI sequences; where a window asked for it",
      ),
      result_text: note(
        z.string().optional(),
        "what it answered, to be read; where tool progress is `verbose`",
      ),
      locations: z.array(location).optional(),
      todos: note(
        z.array(todo).optional(),
        "the agent's plan, where the tool is the one that keeps it",
      ),
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
    z.object({
      kind: note(z.string(), "status, warn, error …"),
      text: note(z.string(), "for people"),
    }),
  ),
  backgroundComplete: aside(
    "background.complete",
    "a prompt that ran in the background has its answer, or the reason why there is none",
    z.object({ task_id: note(z.string(), "as prompt.background answered it"), text: z.string() }),
  ),
  previewRestartProgress: aside(
    "preview.restart.progress",
    "what is being done to start the server of a page again",
    z.object({
      task_id: note(z.string(), "as preview.restart answered it"),
      level: z.literal("info"),
      text: note(z.string(), "for people"),
    }),
  ),
  previewRestartComplete: aside(
    "preview.restart.complete",
    "a server is started again, or there is a reason why it is not",
    z.object({ task_id: note(z.string(), "as preview.restart answered it"), text: z.string() }),
  ),
  ...questionEvents,
  ...newsEvents,
  ...subagentEvents,
  error: plain(
    "error",
    "a turn failed, or the agent could not be built; no message.complete follows",
    z.object({ message: note(z.string(), "for people") }),
  ),
} as const;

/** The payload of a kind. */
export type PayloadOf<K> = K extends EventKind<infer P> ? P : never;
