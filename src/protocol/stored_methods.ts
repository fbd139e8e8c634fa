/**
 * Contracts of the methods that reach conversations which may not be live, and events that were missed.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { columns, liveId, livePayload, truthy } from "./session_methods.ts";
import { orElse, role } from "./shapes.ts";

/** Events one answer of `session.events.since` holds unless it is asked for fewer or more. */
export const SINCE_LIMIT = 512;

/** `session.resume` */
export const sessionResume = contract({
  name: "session.resume",
  summary: "watches a stored conversation; it is live from then on, under the id it had",
  lane: "inline",
  readOnly: true,
  params: z.object({
    /** A stored id, a live id, or an exact title. */
    session_id: liveId,
    cols: orElse(columns, 80),
    close_on_disconnect: truthy,
    /** `observer`: this window changes nothing. Default `controller`, or what it has already. */
    role: role.nullish(),
    /** Only looks: no agent is built until the first prompt. */
    lazy: truthy,
    /** Builds the agent now instead of a moment later. */
    eager_build: truthy,
  }),
  result: livePayload.extend({ resumed: z.string() }),
});

/** `session.most_recent` */
export const sessionMostRecent = contract({
  name: "session.most_recent",
  summary: "the conversation with the newest activity; its id is null where there is none",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({
    session_id: z.string().nullable(),
    title: z.string().optional(),
    started_at: z.number().optional(),
    source: z.string().optional(),
  }),
});

/** `session.delete` */
export const sessionDelete = contract({
  name: "session.delete",
  summary: "forgets a stored conversation that is not live",
  lane: "inline",
  params: z.object({ session_id: liveId }),
  result: z.object({ deleted: z.string() }),
});

/** `session.events.since` */
export const sessionEventsSince = contract({
  name: "session.events.since",
  summary: "what a session said after the event with number last_seen, oldest first, in pages",
  lane: "inline",
  readOnly: true,
  params: z.object({
    /** The live id, or the stored one. */
    session_id: liveId,
    last_seen: orElse(z.coerce.number().int().min(0), 0),
    limit: orElse(z.coerce.number().int().min(1).max(4 * SINCE_LIMIT), SINCE_LIMIT),
  }),
  result: z.object({
    /** The `params` of event frames. Fewer than there are where `latest` is not among them: ask again. */
    events: z.array(z.record(z.string(), z.unknown())),
    epoch: z.string(),
    /** Some of what was asked for is not kept any more, or was never said: fetch the session anew. */
    truncated: z.boolean(),
    latest: z.number(),
  }),
});
