/**
 * The events of questions an agent asks: one that asks, and one that tells when the question is gone.
 *
 * @module
 */
import { z } from "zod";
import type { EventKind, Payload } from "./event_kind.ts";

const id = { request_id: z.string() };

function asks<P extends Payload>(
  type: string,
  summary: string,
  payload: z.ZodType<P>,
): EventKind<P> {
  return { type, summary, payload };
}

/** Why a question is not open any more. `withdrawn`: the agent does not want to know any more. */
export const goneReason = z.enum(["answered", "timeout", "interrupted", "withdrawn", "closed"]);
/** See {@linkcode goneReason}. */
export type GoneReason = z.infer<typeof goneReason>;

/** The payload of the events that tell that a question is gone. */
export type Gone = { request_id: string; reason: GoneReason };

function gone(of: string): EventKind<Gone> {
  return {
    type: `${of}.expire`,
    summary: `a ${of}.request is not open any more; close what asks it`,
    payload: z.object({ ...id, reason: goneReason }),
  };
}

/** By the name code uses. */
export const questionEvents = {
  approvalRequest: asks(
    "approval.request",
    "a command waits for approval",
    z.object({
      /** What looks like a secret in it is replaced. */
      command: z.string(),
      pattern_key: z.string(),
      pattern_keys: z.array(z.string()),
      description: z.string(),
      /** `false`: the choice `always` counts as `session`. */
      allow_permanent: z.boolean().optional(),
      /** The agent's own words for the choices it takes. */
      options: z.array(z.object({
        name: z.string(),
        kind: z.enum(["allow_once", "allow_always", "reject_once", "reject_always"]),
      })).optional(),
      ...id,
    }),
  ),
  approvalExpire: gone("approval"),
  clarifyRequest: asks(
    "clarify.request",
    "the agent asks the user something",
    z.object({ question: z.string(), choices: z.array(z.string()).nullable(), ...id }),
  ),
  clarifyExpire: gone("clarify"),
  sudoRequest: asks("sudo.request", "the agent needs the password for sudo", z.object(id)),
  sudoExpire: gone("sudo"),
  secretRequest: asks(
    "secret.request",
    "the agent needs a value for an environment variable",
    z.object({
      prompt: z.string(),
      env_var: z.string(),
      metadata: z.record(z.string(), z.unknown()).optional(),
      ...id,
    }),
  ),
  secretExpire: gone("secret"),
  terminalReadRequest: asks(
    "terminal.read.request",
    "the agent wants to read the terminal pane; a window that has one answers by itself",
    z.object({ start: z.number().int().optional(), count: z.number().int().optional(), ...id }),
  ),
  terminalReadExpire: gone("terminal.read"),
} as const;
