/**
 * Payloads of what is told beside the turns of a session, and of sub-agents; skins.
 *
 * @module
 */
import { z } from "zod";

/** Id of a stored session. */
export const STORED_ID = /^\d{8}_\d{6}_[0-9a-f]{6}$/;

const texts = z.record(z.string(), z.string());
const count = z.number().int().min(0);

/** Colours and words a client dresses itself in. */
export const skin = z.looseObject({
  name: z.string(),
  colors: texts,
  branding: texts,
  banner_logo: z.string(),
  banner_hero: z.string(),
  tool_prefix: z.string(),
  help_header: z.string(),
});
const subagent = z.looseObject({ goal: z.string(), task_count: count, task_index: count });

/** By type of event. */
export const newsPayloads = {
  "sessions.changed": z.strictObject({
    changes: z.array(z.enum(["created", "changed", "titled", "ended", "deleted"])).min(1),
    sessions: z.array(z.string().regex(STORED_ID)).min(1).max(64),
    more: z.literal(true).optional(),
  }),
  "session.reclaimed": z.strictObject({
    stored_session_id: z.string().regex(STORED_ID),
    reason: z.enum(["ws_disconnect", "ws_orphan_reap", "idle_timeout", "lru_evict"]),
  }),
  "notification.show": z.strictObject({
    text: z.string().min(1),
    level: z.enum(["info", "success", "warn", "error"]),
    kind: z.string().min(1),
    ttl_ms: z.number().positive().nullable(),
    key: z.string().min(1),
    id: z.string().min(1),
  }),
  "notification.clear": z.strictObject({ key: z.string().min(1) }),
  "subagent.spawn_requested": subagent,
  "subagent.start": subagent,
  "subagent.thinking": subagent,
  "subagent.tool": subagent,
  "subagent.progress": subagent,
  "subagent.complete": subagent,
} as const satisfies Record<string, z.ZodType>;
