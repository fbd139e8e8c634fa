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
import { displayMessage, orElse, role, seat, sessionInfo, usage } from "./shapes.ts";

/** A live session's id; a missing one, or `null`, is looked up like an unknown one. */
export const liveId = orElse(z.string(), "");

/** Width of a window. */
export const columns = z.coerce.number({ error: "expected a whole number of columns, 1 to 10000" })
  .int().min(1).max(10_000);

/** A flag that clients send as whatever is true in their language. */
export const truthy = z.unknown().optional().transform((value) => Boolean(value));

/** `session.create` */
export const sessionCreate = contract({
  name: "session.create",
  summary: "opens a session; answers before its agent exists",
  lane: "inline",
  params: z.object({
    cols: orElse(columns, 80),
    /** `{role, text}` or `{role, content}`; rows of other roles are dropped. */
    messages: z.array(z.record(z.string(), z.unknown())).nullish(),
    title: z.string().nullish(),
    cwd: z.string().nullish(),
    source: z.string().nullish(),
    /** The name of an agent of this gateway; `model` and `provider` may name one too. */
    agent: z.string().nullish(),
    model: z.string().nullish(),
    provider: z.string().nullish(),
    reasoning_effort: z.string().nullish(),
    fast: z.boolean().nullish(),
    close_on_disconnect: truthy,
    /** The stored or live id of the session this one was made from. */
    parent_session_id: z.string().nullish(),
  }),
  result: z.object({
    session_id: z.string(),
    stored_session_id: z.string(),
    message_count: z.number(),
    messages: z.array(displayMessage),
    info: sessionInfo,
  }),
});

/** A live session as a window that opens now should show it. */
export const livePayload = z.object({
  info: sessionInfo,
  message_count: z.number(),
  messages: z.array(displayMessage),
  running: z.boolean(),
  session_id: z.string(),
  session_key: z.string(),
  /** Seconds since the epoch. */
  started_at: z.number(),
  status: z.enum(["waiting", "starting", "working", "idle"]),
  /** Only while a turn runs. */
  inflight: z.object({
    user: z.string(),
    assistant: z.string(),
    streaming: z.boolean(),
  }).optional(),
  /** Questions that wait for an answer, oldest first: the `params` of the events that asked them. */
  pending: z.array(z.object({
    type: z.string(),
    session_id: z.string(),
    payload: z.looseObject({ request_id: z.string() }),
    seq: z.number(),
  })),
  /** Number of the newest event that is in here already: what comes with a higher one is news. */
  seq: z.number(),
  /** Numbers are comparable within one. */
  epoch: z.string(),
  /** What the caller may do here. */
  role,
  /** Every window on the session, the caller's included. */
  viewers: z.array(seat),
});

/** `session.activate` */
export const sessionActivate = contract({
  name: "session.activate",
  summary: "watches a live session: what there is of it, and from now on every event",
  lane: "inline",
  readOnly: true,
  params: z.object({ session_id: liveId, role: role.nullish() }),
  result: livePayload,
});

/** `session.close` */
export const sessionClose = contract({
  name: "session.close",
  summary: "ends a session; an unknown one is no error",
  lane: "inline",
  params: z.object({ session_id: liveId }),
  result: z.object({ closed: z.boolean() }),
});

/** `session.list` */
export const sessionList = contract({
  name: "session.list",
  summary: "conversations with a prompt or a title, newest activity first",
  lane: "inline",
  readOnly: true,
  params: z.object({ limit: orElse(z.coerce.number().int().min(1).max(10_000), 200) }),
  result: z.object({
    sessions: z.array(z.object({
      id: z.string(),
      title: z.string(),
      preview: z.string(),
      /** Seconds since the epoch. */
      started_at: z.number(),
      message_count: z.number(),
      source: z.string(),
    })),
  }),
});

/** `session.active_list` */
export const sessionActiveList = contract({
  name: "session.active_list",
  summary: "live sessions, oldest first",
  lane: "inline",
  readOnly: true,
  params: z.object({ current_session_id: z.string().nullish() }),
  result: z.object({
    sessions: z.array(z.object({
      current: z.boolean(),
      id: z.string(),
      last_active: z.number(),
      message_count: z.number(),
      model: z.string(),
      preview: z.string(),
      session_key: z.string(),
      started_at: z.number(),
      status: z.enum(["waiting", "starting", "working", "idle"]),
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
  params: z.object({ session_id: liveId }),
  result: z.object({ count: z.number(), messages: z.array(displayMessage) }),
});

/** `session.title`: with a title it is set, without one it is read. */
export const sessionTitle = contract({
  name: "session.title",
  summary: "reads or sets the title",
  lane: "inline",
  readOnly: ({ title }) => title === undefined || title === null,
  params: z.object({ session_id: liveId, title: z.string().nullish() }),
  result: z.object({
    title: z.string(),
    session_key: z.string().optional(),
    pending: z.boolean().optional(),
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
  result: z.object({ output: z.string() }),
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
  params: z.object({ session_id: liveId, text: orElse(z.string(), "") }),
  result: z.object({ status: z.enum(["queued", "rejected"]), text: z.string() }),
});

/** `session.undo` */
export const sessionUndo = contract({
  name: "session.undo",
  summary: "removes the last exchange; answers how many messages went",
  lane: "inline",
  params: z.object({ session_id: liveId }),
  result: z.object({ removed: z.number() }),
});

/** `terminal.resize` */
export const terminalResize = contract({
  name: "terminal.resize",
  summary: "tells the width of the window, in columns",
  lane: "inline",
  readOnly: true,
  params: z.object({ session_id: liveId, cols: orElse(columns, 80) }),
  result: z.object({ cols: z.number() }),
});
