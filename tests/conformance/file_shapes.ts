/**
 * Answers about files, completion and models, written down from the protocol as in `shapes.ts`.
 *
 * @module
 */
import { z } from "zod";

const count = z.number().int().min(0);
const items = z.array(
  z.strictObject({ text: z.string().min(1), display: z.string().min(1), meta: z.string() }),
).max(30);
const pixels = {
  width: count.optional(),
  height: count.optional(),
  token_estimate: count.optional(),
};
const image = z.looseObject({
  attached: z.literal(true),
  path: z.string().min(1),
  count,
  remainder: z.string(),
  text: z.string(),
  name: z.string().min(1),
  ...pixels,
});

/** Members of `results`. */
export const fileResults = {
  "rollback.list": z.strictObject({
    enabled: z.boolean(),
    checkpoints: z.array(z.looseObject({
      hash: z.string().regex(/^[0-9a-f]{40}$/),
      number: count,
      timestamp: z.string().min(1),
      message: z.string(),
    })),
    reason: z.string().optional(),
  }),
  "rollback.diff": z.strictObject({
    stat: z.string(),
    diff: z.string(),
    rendered: z.string().optional(),
    truncated: z.boolean(),
  }),
  "rollback.restore": z.strictObject({
    success: z.boolean(),
    restored_to: z.string().optional(),
    reason: z.string().optional(),
    undo: z.string().optional(),
    history_removed: count.optional(),
    error: z.string().optional(),
  }),
  "complete.slash": z.strictObject({ items, replace_from: count.optional() }),
  "complete.path": z.strictObject({ items }),
  "image.attach": image,
  "image.attach_bytes": image.extend({ bytes: count }),
  "image.detach": z.strictObject({ detached: z.boolean(), count }),
  "file.attach": z.looseObject({
    attached: z.literal(true),
    name: z.string().min(1),
    path: z.string().min(1),
    ref_path: z.string().min(1),
    ref_text: z.string().regex(/^@file:/),
    uploaded: z.boolean(),
  }),
  "clipboard.paste": z.union([
    z.looseObject({ attached: z.literal(false), message: z.string().min(1) }),
    z.looseObject({ attached: z.literal(true), path: z.string().min(1), count, ...pixels }),
  ]),
  "input.detect_drop": z.looseObject({
    matched: z.boolean(),
    is_image: z.boolean().optional(),
    path: z.string().optional(),
    name: z.string().optional(),
    text: z.string().optional(),
    count: count.optional(),
    ...pixels,
  }),
  "model.options": z.looseObject({
    providers: z.array(z.looseObject({
      slug: z.string().min(1),
      name: z.string().min(1),
      models: z.array(z.string()),
      total_models: count,
      is_current: z.boolean(),
      authenticated: z.boolean(),
      auth_type: z.string(),
      key_env: z.string(),
      warning: z.string(),
    })),
    model: z.string(),
    provider: z.string(),
  }),
};
