/**
 * Contracts of what Tidegate has beside the protocol for what users allowed for good.
 *
 * @module
 */
import { z } from "zod";
import { contract } from "../rpc/method.ts";
import { note } from "./notes.ts";

/** `approvals.list` */
export const approvalsList = contract({
  name: "approvals.list",
  summary: "what was answered with always, by agent and pattern",
  lane: "inline",
  readOnly: true,
  params: z.object({}),
  result: z.object({
    approvals: note(
      z.array(
        z.object({
          agent: note(z.string(), "the name of the agent"),
          pattern: note(z.string(), "what is approved, as pattern_key says it"),
          at: note(z.number(), "seconds since the epoch"),
        }),
      ),
      "oldest first",
    ),
    complete: note(z.boolean(), "`false`: the store cannot be read now, and there may be more"),
  }),
});

/** `approvals.revoke` */
export const approvalsRevoke = contract({
  name: "approvals.revoke",
  summary: "takes back what was answered with always; the next question of its kind is asked again",
  lane: "inline",
  params: z.object({
    agent: note(z.string().min(1), "the name of the agent"),
    pattern: note(z.string(), "as approvals.list tells it"),
  }),
  result: note(z.object({ revoked: z.boolean() }), "`false`: there was none"),
});
