/**
 * Events about the gateway as a whole: they go to every connection, and have no number.
 *
 * @module
 */
import { z } from "zod";
import type { EventKind, Payload } from "./event_kind.ts";
import { note, shape } from "./notes.ts";

function news<P extends Payload>(
  type: string,
  summary: string,
  payload: z.ZodType<P>,
): EventKind<P> {
  return { type, summary, payload, aside: true };
}

/** What can happen to a row of a list of sessions. */
export const listChange = shape(
  "ListChange",
  z.enum(["created", "changed", "titled", "ended", "deleted"]),
  "what happened to a session; changed: its status, its model or anything else that lists show",
);
/** See {@linkcode listChange}. */
export type ListChange = z.infer<typeof listChange>;

/** How much a notice matters. */
const noticeLevel = shape(
  "NoticeLevel",
  z.enum(["info", "success", "warn", "error"]),
  "how much a notice matters",
);

/** What a notice is about. */
const noticeKind = shape(
  "NoticeKind",
  z.enum(["store", "agent", "config", "queue"]),
  "what a notice is about: where conversations are kept, an agent, the configuration, calls",
);

/** By the name code uses. */
export const newsEvents = {
  sessionsChanged: news(
    "sessions.changed",
    "lists of sessions are out of date: ask for them again; to every connection, at most every 250 ms",
    z.object({
      changes: note(z.array(listChange), "what happened, each once"),
      sessions: note(z.array(z.string()), "stored ids of the sessions, 64 at most"),
      more: note(z.literal(true).optional(), "there are more sessions than are named"),
    }),
  ),
  sessionReclaimed: news(
    "session.reclaimed",
    "a session ended though nobody closed it; its conversation may be resumed. To every connection",
    z.object({
      stored_session_id: note(z.string(), "what to resume; nobody spoke in it: there is nothing"),
      reason: note(
        z.enum(["ws_disconnect", "ws_orphan_reap", "idle_timeout", "lru_evict"]),
        "its window went, for good or for too long; nobody did anything; there were too many",
      ),
    }),
  ),
  notificationShow: news(
    "notification.show",
    "something people should know beside a turn; one with the same key takes its place",
    z.object({
      text: note(z.string(), "for people"),
      level: noticeLevel,
      kind: noticeKind,
      ttl_ms: note(z.number().nullable(), "how long to show it; null: until it is cleared"),
      key: note(z.string(), "what clears it, and what replaces it"),
      id: note(z.string(), "of this notice alone"),
    }),
  ),
  notificationClear: news(
    "notification.clear",
    "what was shown under this key is over",
    z.object({ key: note(z.string(), "as notification.show said it") }),
  ),
} as const;
