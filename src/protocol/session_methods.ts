/**
 * Contracts of the `session.*` and `terminal.*` methods.
 *
 * Every method that names a live session answers 4001 `session not found` for an id that is unknown,
 * closed or missing.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { displayMessage, orElse, role, sessionInfo, usage } from "./shapes.ts";
import { flag, note, noted } from "./notes.ts";
import { livePayload } from "./live_shapes.ts";

/** A live session's id; a missing one, or `null`, is looked up like an unknown one. */
export const liveId = noted(note(orElse(z.string(), ""), "the live id of the session"), {
  needed: true,
});

/** Width of a window. */
export const columns = z.coerce.number({ error: "expected a whole number of columns, 1 to 10000" })
  .int().min(1).max(10_000);

/** Of the methods that answer with messages. */
export const details = flag("whether messages of tools tell all that is known of the call");

/** Whether a window wants renderings, which are as wide as it is. */
export const rendered = note(
  z.unknown().optional(),
  "true: answers and diffs come rendered for a terminal of that width too; `no_color`: without " +
    "colours; false: no more",
);

/** `session.create` */
export const sessionCreate = contract({
  name: "session.create",
  summary: "opens a session; answers before its agent exists",
  lane: "inline",
  params: z.object({
    cols: note(orElse(columns, 80), "width of the window, in columns"),
    rendered,
    messages: note(
      z.array(z.record(z.string(), z.unknown())).nullish(),
      "`{role, text}` or `{role, content}`; rows of other roles are dropped",
    ),
    title: note(z.string().nullish(), "the title; without one it is made from the first turn"),
    cwd: note(
      z.string().nullish(),
      "the folder the agent works in; default: the one of the gateway",
    ),
    source: note(z.string().nullish(), "what opened it, for lists: tui, web …"),
    agent: note(
      z.string().nullish(),
      "the name of an agent of this gateway; `model` and `provider` may name one too",
    ),
    model: note(z.string().nullish(), "the model, or the name of an agent"),
    provider: note(z.string().nullish(), "the name of an agent"),
    reasoning_effort: note(z.string().nullish(), "how much the model is to think"),
    fast: note(z.boolean().nullish(), "whether to ask for a faster service, where there is one"),
    close_on_disconnect: flag("the session ends with this connection"),
    parent_session_id: note(
      z.string().nullish(),
      "the stored or live id of the session this one was made from",
    ),
  }),
  result: z.object({
    session_id: note(z.string(), "the live id: calls and events name the session by it"),
    stored_session_id: note(z.string(), "the id it is stored under, and can be resumed by"),
    message_count: note(z.number(), "rows of its history"),
    messages: z.array(displayMessage),
    info: sessionInfo,
  }),
});

/** `session.activate` */
export const sessionActivate = contract({
  name: "session.activate",
  summary: "watches a live session: what there is of it, and from now on every event",
  lane: "inline",
  readOnly: true,
  params: z.object({
    session_id: liveId,
    role: note(
      role.nullish(),
      "observer: this window changes nothing; default: controller, or what it has",
    ),
    details,
  }),
  result: livePayload,
});

/** `session.close` */
export const sessionClose = contract({
  name: "session.close",
  summary: "ends a session; an unknown one is no error",
  lane: "inline",
  params: z.object({ session_id: liveId }),
  result: z.object({ closed: note(z.boolean(), "whether it was live") }),
});

/** `session.list` */
export const sessionList = contract({
  name: "session.list",
  summary: "conversations with a prompt or a title, newest activity first",
  lane: "inline",
  readOnly: true,
  params: z.object({
    limit: note(orElse(z.coerce.number().int().min(1).max(10_000), 200), "at most so many"),
    query: note(
      orElse(z.string(), ""),
      "of those with this in the title or the preview; capitals from A to Z make no difference",
    ),
  }),
  result: z.object({
    sessions: z.array(z.object({
      id: note(z.string(), "the stored id"),
      title: z.string(),
      preview: note(z.string(), "the beginning of the first prompt"),
      started_at: note(z.number(), "seconds since the epoch"),
      message_count: note(z.number(), "rows of its history"),
      source: note(z.string(), "what opened it"),
    })),
  }),
});

/** `session.active_list` */
export const sessionActiveList = contract({
  name: "session.active_list",
  summary: "live sessions, oldest first",
  lane: "inline",
  readOnly: true,
  params: z.object({
    current_session_id: note(
      z.string().nullish(),
      "the live id of the session the window shows now",
    ),
  }),
  result: z.object({
    sessions: z.array(z.object({
      current: note(z.boolean(), "whether it is that one"),
      id: note(z.string(), "the live id"),
      last_active: note(z.number(), "seconds since the epoch"),
      message_count: z.number(),
      model: z.string(),
      preview: z.string(),
      session_key: note(z.string(), "the stored id"),
      started_at: note(z.number(), "seconds since the epoch"),
      status: note(
        z.enum(["waiting", "starting", "working", "idle"]),
        "waiting: for an answer to a question; working: a turn runs",
      ),
      title: z.string(),
    })),
  }),
});

/** `session.history` */
export const sessionHistory = contract({
  name: "session.history",
  summary: "the conversation as it is shown; count counts raw rows",
  lane: "inline",
  readOnly: true,
  params: z.object({ session_id: liveId, details }),
  result: z.object({
    count: note(z.number(), "raw rows: those that are not shown too"),
    messages: z.array(displayMessage),
  }),
});

/** `session.title`: with a title it is set, without one it is read. */
export const sessionTitle = contract({
  name: "session.title",
  summary: "reads or sets the title",
  lane: "inline",
  readOnly: ({ title }) => title === undefined || title === null,
  params: z.object({
    session_id: liveId,
    title: note(z.string().nullish(), "the new title; without one it is only read"),
  }),
  result: z.object({
    title: note(z.string(), "the title it has now"),
    session_key: note(z.string().optional(), "the stored id"),
    pending: note(
      z.boolean().optional(),
      "the title is kept once there is something to store it with",
    ),
  }),
});

/** `session.usage` */
export const sessionUsage = contract({
  name: "session.usage",
  summary: "tokens used so far",
  lane: "inline",
  readOnly: true,
  params: z.object({ session_id: liveId }),
  result: usage,
});

/** `session.status` */
export const sessionStatus = contract({
  name: "session.status",
  summary: "a few lines for a human",
  lane: "inline",
  readOnly: true,
  params: z.object({ session_id: liveId }),
  result: z.object({ output: note(z.string(), "for people, several lines") }),
});

/** `session.interrupt` */
export const sessionInterrupt = contract({
  name: "session.interrupt",
  summary: "stops the turn that runs and forgets a queued prompt; answers at once, idle or not",
  lane: "urgent",
  params: z.object({ session_id: liveId }),
  result: z.object({ status: z.literal("interrupted") }),
});

/** `session.steer` */
export const sessionSteer = contract({
  name: "session.steer",
  summary: "gives the running agent a hint without interrupting it",
  lane: "inline",
  params: z.object({ session_id: liveId, text: note(orElse(z.string(), ""), "the hint") }),
  result: z.object({
    status: note(
      z.enum(["queued", "rejected"]),
      "queued: the agent gets it at its next step; rejected: no turn runs",
    ),
    text: z.string(),
  }),
});

/** `session.undo` */
export const sessionUndo = contract({
  name: "session.undo",
  summary: "removes the last exchange; answers how many messages went",
  lane: "inline",
  params: z.object({ session_id: liveId }),
  result: z.object({ removed: note(z.number(), "messages that went") }),
});

/** `terminal.resize` */
export const terminalResize = contract({
  name: "terminal.resize",
  summary: "tells the width of the window, in columns",
  lane: "inline",
  readOnly: true,
  params: z.object({
    session_id: liveId,
    cols: note(orElse(columns, 80), "width of the window, in columns"),
    rendered,
  }),
  result: z.object({ cols: z.number() }),
});
