/**
 * @module
 */
import type { ApprovalChoice, Question } from "../agent/question.ts";
import { cutRedactor } from "../agent/redact.ts";
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
  /** What its event carries beside `request_id`. `secrets`: what nobody must be shown. */
  payload(
    question: Extract<Question, { kind: K }>,
    secrets: readonly string[],
  ): Record<string, unknown>;
}

/** Milliseconds until a question of each kind counts as not answered. */
export type QuestionTimeouts = Readonly<Record<Question["kind"], number>>;

/** The times of PROTOCOL 6.8. */
export const usualTimeoutsMs: QuestionTimeouts = {
  clarify: 300_000,
  approval: 300_000,
  sudo: 120_000,
  secret: 300_000,
  terminal_read: 30_000,
};

/** Every kind. */
export const questionKinds: { readonly [K in Question["kind"]]: QuestionKind<K> } = {
  clarify: {
    request: events.clarifyRequest as EventKind,
    gone: events.clarifyExpire,
    payload: ({ question, choices = null }, secrets) => ({
      question: hide(question, secrets),
      choices: Array.isArray(choices) ? choices.map((choice) => hide(choice, secrets)) : choices,
    }),
  },
  approval: {
    request: events.approvalRequest as EventKind,
    gone: events.approvalExpire,
    payload: (
      { command, description, patternKeys = [], allowPermanent, options },
      secrets,
    ) => ({
      command: typeof command === "string" ? redactCommand(cutRedactor(secrets)(command)) : command,
      pattern_key: hide(patternKeys[0] ?? "", secrets),
      pattern_keys: patternKeys.map((key) => hide(key, secrets)),
      description: hide(description, secrets),
      ...allowPermanent === undefined ? {} : { allow_permanent: allowPermanent },
      ...options === undefined
        ? {}
        : { options: options.map(({ name, kind }) => ({ name: hide(name, secrets), kind })) },
    }),
  },
  sudo: {
    request: events.sudoRequest as EventKind,
    gone: events.sudoExpire,
    payload: () => ({}),
  },
  secret: {
    request: events.secretRequest as EventKind,
    gone: events.secretExpire,
    payload: ({ prompt, envVar, metadata }, secrets) => ({
      prompt: hide(prompt, secrets),
      env_var: envVar,
      ...metadata === undefined ? {} : { metadata: sayableRecord(metadata) },
    }),
  },
  terminal_read: {
    request: events.terminalReadRequest as EventKind,
    gone: events.terminalReadExpire,
    payload: ({ start, count }) => ({
      ...start === undefined ? {} : { start },
      ...count === undefined ? {} : { count },
    }),
  },
};

/**
 * The event that asks a question.
 *
 * @throws {TypeError} naming the member of the question that is wrong
 */
export function questionEvent(
  question: Question,
  { id, secrets }: { id: string; secrets: readonly string[] },
): { request: EventKind; payload: Record<string, unknown> } {
  const kind = questionKinds[question.kind];
  if (kind === undefined) throw fault("kind", "it is unknown");
  // Each kind takes its own question, which a table cannot say.
  const make = kind.payload as (
    of: Question,
    secrets: readonly string[],
  ) => Record<string, unknown>;
  const payload = { ...make(question, secrets), request_id: id };
  const checked = kind.request.payload.safeParse(payload);
  if (checked.success) return { request: kind.request, payload };
  const [issue] = checked.error.issues;
  const why = issue?.message.replace(/^Invalid input: /, "") ?? "invalid";
  throw fault(`${question.kind}.${issue?.path.join(".")}`, why);
}

function fault(member: string, why: string): TypeError {
  return new TypeError(`Cannot ask the user: ${member}: ${why}`);
}

/** What a choice is for a question: one it does not offer counts for less. */
export function choiceFor(
  choice: ApprovalChoice,
  { allowPermanent, options = [] }: Extract<Question, { kind: "approval" }>,
): ApprovalChoice {
  if (choice === "always" && allowPermanent === false) return "session";
  const isOffered = options.some(({ kind }) => kind === "reject_always");
  return choice === "never" && !isOffered ? "deny" : choice;
}

function sayableRecord(metadata: unknown): Record<string, unknown> {
  const { value } = sayable(metadata);
  return isRecord(value) ? value : {};
}

/** Leaves what is no text as it is: the event's own schema refuses it, and says so. */
function hide(text: unknown, secrets: readonly string[]): unknown {
  return typeof text === "string" ? cutRedactor(secrets)(text) : text;
}
