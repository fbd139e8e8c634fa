/**
 * @module
 */
import type { Question } from "../agent/question.ts";
import { redactor } from "../agent/redact.ts";
import { redactCommand } from "../agent/redact_command.ts";
import { isRecord } from "../lib/is_record.ts";
import type { EventKind } from "../protocol/event_kind.ts";
import { events } from "../protocol/events.ts";
import type { Gone } from "../protocol/question_events.ts";
import { sayable } from "./sayable.ts";

/** What a session knows of one kind of question. */
export interface QuestionKind<K extends Question["kind"]> {
  readonly request: EventKind;
  readonly gone: EventKind<Gone>;
  /** Milliseconds until it counts as not answered. */
  readonly timeoutMs: number;
  /** What its event carries beside `request_id`. `secrets`: what nobody must be shown. */
  payload(
    question: Extract<Question, { kind: K }>,
    secrets: readonly string[],
  ): Record<string, unknown>;
}

/** Every kind; the times are those of PROTOCOL 6.8. */
export const questionKinds: { readonly [K in Question["kind"]]: QuestionKind<K> } = {
  clarify: {
    request: events.clarifyRequest as EventKind,
    gone: events.clarifyExpire,
    timeoutMs: 300_000,
    payload: ({ question, choices = null }, secrets) => ({
      question: hide(question, secrets),
      choices,
    }),
  },
  approval: {
    request: events.approvalRequest as EventKind,
    gone: events.approvalExpire,
    timeoutMs: 300_000,
    payload: ({ command, description, patternKeys = [], allowPermanent }, secrets) => ({
      command: typeof command === "string" ? redactCommand(command, secrets) : command,
      pattern_key: hide(patternKeys[0] ?? "", secrets),
      pattern_keys: patternKeys.map((key) => hide(key, secrets)),
      description: hide(description, secrets),
      ...allowPermanent === undefined ? {} : { allow_permanent: allowPermanent },
    }),
  },
  sudo: {
    request: events.sudoRequest as EventKind,
    gone: events.sudoExpire,
    timeoutMs: 120_000,
    payload: () => ({}),
  },
  secret: {
    request: events.secretRequest as EventKind,
    gone: events.secretExpire,
    timeoutMs: 300_000,
    payload: ({ prompt, envVar, metadata }, secrets) => ({
      prompt: hide(prompt, secrets),
      env_var: envVar,
      ...metadata === undefined ? {} : { metadata: sayableRecord(metadata) },
    }),
  },
  terminal_read: {
    request: events.terminalReadRequest as EventKind,
    gone: events.terminalReadExpire,
    timeoutMs: 30_000,
    payload: ({ start, count }) => ({
      ...start === undefined ? {} : { start },
      ...count === undefined ? {} : { count },
    }),
  },
};

function sayableRecord(metadata: unknown): Record<string, unknown> {
  const { value } = sayable(metadata);
  return isRecord(value) ? value : {};
}

/** Leaves what is no text as it is: the event's own schema refuses it, and says so. */
function hide(text: unknown, secrets: readonly string[]): unknown {
  return typeof text === "string" ? redactor(secrets)(text) : text;
}
