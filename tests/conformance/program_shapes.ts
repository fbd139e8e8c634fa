/**
 * Answers about programs, written down from the protocol as in `shapes.ts`.
 *
 * @module
 */
import { z } from "zod";

const id = z.string().min(1);
const count = z.number().int().min(0);

/** Members of `results`. */
export const programResults = {
  "shell.exec": z.strictObject({
    stdout: z.string().max(4_000),
    stderr: z.string().max(2_000),
    code: z.number().int(),
  }),
  "cli.exec": z.strictObject({
    blocked: z.boolean(),
    code: z.number().int(),
    output: z.string().max(48_000),
    hint: z.string().min(1).optional(),
  }),
  "process.list": z.strictObject({
    processes: z.array(z.looseObject({
      session_id: id,
      command: z.string(),
      cwd: z.string(),
      pid: count,
      started_at: id,
      uptime_seconds: count,
      status: id,
      output_preview: z.string(),
      output_tail: z.string().max(4_000),
    })),
  }),
  "process.kill": z.looseObject({ status: z.literal("killed"), session_id: id }),
  "process.stop": z.strictObject({ killed: count }),
};
