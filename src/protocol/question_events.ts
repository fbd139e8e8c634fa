/**
 * The events of questions an agent asks: one that asks, and one that tells when the question is gone.
 *
 * @module
 */
import { z } from "zod";
import type { EventKind, Payload } from "./event_kind.ts";
import { note, shape } from "./notes.ts";

const id = {
  request_id: note(z.string(), "names the question in its answer, and when it is gone"),
};

function asks<P extends Payload>(
  type: string,
  summary: string,
  payload: z.ZodType<P>,
): EventKind<P> {
  return { type, summary, payload };
}

/** Why a question is not open any more. `withdrawn`: the agent does not want to know any more. */
export const goneReason = shape(
  "GoneReason",
  z.enum(["answered", "timeout", "interrupted", "withdrawn", "closed"]),
  "why a question is not open any more; withdrawn: the agent does not want to know any more",
);
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
      command: note(z.string(), "what looks like a secret in it is replaced"),
      pattern_key: note(z.string(), "what always approves: commands of this kind"),
      pattern_keys: note(z.array(z.string()), "all such patterns that the command fits"),
      description: note(z.string(), "why it is asked about, for people"),
      allow_permanent: note(
        z.boolean().optional(),
        "`false`: the choice `always` counts as `session`",
      ),
      options: note(
        z.array(z.object({
          name: z.string(),
          kind: z.enum(["allow_once", "allow_always", "reject_once", "reject_always"]),
        })).optional(),
        "the agent's own words for the choices it takes",
      ),
      ...id,
    }),
  ),
  approvalExpire: gone("approval"),
  clarifyRequest: asks(
    "clarify.request",
    "the agent asks the user something",
    z.object({
      question: z.string(),
      choices: note(
        z.array(z.string()).nullable(),
        "suggestions; anything else may be answered too",
      ),
      ...id,
    }),
  ),
  clarifyExpire: gone("clarify"),
  sudoRequest: asks("sudo.request", "the agent needs the password for sudo", z.object(id)),
  sudoExpire: gone("sudo"),
  secretRequest: asks(
    "secret.request",
    "the agent needs a value for an environment variable",
    z.object({
      prompt: note(z.string(), "what is asked for, for people"),
      env_var: note(z.string(), "the variable the agent will have it in"),
      metadata: z.record(z.string(), z.unknown()).optional(),
      ...id,
    }),
  ),
  secretExpire: gone("secret"),
  terminalReadRequest: asks(
    "terminal.read.request",
    "the agent wants to read the terminal pane; a window that has one answers by itself",
    z.object({
      start: note(z.number().int().optional(), "the first line that is wanted"),
      count: note(z.number().int().optional(), "how many lines"),
      ...id,
    }),
  ),
  terminalReadExpire: gone("terminal.read"),
} as const;
