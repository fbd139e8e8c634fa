/**
 * Contracts of what Tidegate has beside the protocol for what users allowed for good.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";

/** `approvals.list` */
export const approvalsList = contract({
  name: "approvals.list",
  summary: "what was answered with always, by agent and pattern",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({
    /** Oldest first; `at` in seconds since the epoch. */
    approvals: z.array(z.object({ agent: z.string(), pattern: z.string(), at: z.number() })),
    /** `false`: the store cannot be read now, and there may be more. */
    complete: z.boolean(),
  }),
});

/** `approvals.revoke` */
export const approvalsRevoke = contract({
  name: "approvals.revoke",
  summary: "takes back what was answered with always; the next question of its kind is asked again",
  lane: "inline",
  params: z.object({ agent: z.string().min(1), pattern: z.string() }),
  /** `false`: there was none. */
  result: z.object({ revoked: z.boolean() }),
});
