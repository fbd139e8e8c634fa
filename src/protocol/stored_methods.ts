/**
 * Contracts of the methods that reach conversations which may not be live, and events that were missed.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { livePayload } from "./live_shapes.ts";
import { columns, details, liveId, rendered } from "./session_methods.ts";
import { orElse, role } from "./shapes.ts";
import { flag, note, noted } from "./notes.ts";

/** Events one answer of `session.events.since` holds unless it is asked for fewer or more. */
export const SINCE_LIMIT = 512;

/** `session.resume` */
export const sessionResume = contract({
  name: "session.resume",
  summary: "watches a stored conversation; it is live from then on, under the id it had",
  lane: "inline",
  readOnly: true,
  params: z.object({
    session_id: note(liveId, "a stored id, a live id, or an exact title"),
    cols: note(orElse(columns, 80), "width of the window, in columns"),
    rendered,
    close_on_disconnect: flag("the session ends with this connection, where it is not live yet"),
    role: note(
      role.nullish(),
      "`observer`: this window changes nothing. Default `controller`, or what it has already.",
    ),
    details,
    lazy: flag("only looks: no agent is built until the first prompt"),
    eager_build: flag("builds the agent now instead of a moment later"),
  }),
  result: livePayload.extend({ resumed: note(z.string(), "the stored id of what was opened") }),
});

/** `session.most_recent` */
export const sessionMostRecent = contract({
  name: "session.most_recent",
  summary: "the conversation with the newest activity; its id is null where there is none",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({
    session_id: note(z.string().nullable(), "the stored id; null: there is none"),
    title: z.string().optional(),
    started_at: note(z.number().optional(), "seconds since the epoch"),
    source: note(z.string().optional(), "what opened it"),
  }),
});

/** `session.delete` */
export const sessionDelete = contract({
  name: "session.delete",
  summary: "forgets a stored conversation that is not live",
  lane: "inline",
  params: z.object({ session_id: note(liveId, "the stored id") }),
  result: z.object({ deleted: note(z.string(), "the stored id of what is gone") }),
});

/** `session.events.since` */
export const sessionEventsSince = contract({
  name: "session.events.since",
  summary: "what a session said after the event with number last_seen, oldest first, in pages",
  lane: "inline",
  readOnly: true,
  params: z.object({
    session_id: note(liveId, "the live id, or the stored one"),
    last_seen: note(
      orElse(z.coerce.number().int().min(0), 0),
      "the number of the last event that was seen; 0: none",
    ),
    limit: noted(
      z.coerce.number().int().min(1).max(4 * SINCE_LIMIT).nullish().transform((it) =>
        it ?? undefined
      ),
      {
        description: "at most so many events; whoever says it reads page by page",
        fallback: SINCE_LIMIT,
      },
    ),
  }),
  result: z.object({
    events: note(
      z.array(z.record(z.string(), z.unknown())),
      "the `params` of event frames. Fewer than there are where `latest` is not among them: ask again.",
    ),
    epoch: note(z.string(), "numbers are comparable within one"),
    truncated: note(
      z.boolean(),
      "some of what was asked for is not kept any more, or was never said, or, where no `limit` was said, is on " +
        "further pages: fetch the session anew",
    ),
    latest: note(z.number(), "the number of the newest event"),
    latest_seq: note(z.number(), "the same, by the name clients of tui_gateway know"),
    count: note(z.number(), "how many events are in this answer"),
  }),
});
