/**
 * What an agent asks and nobody has answered yet.
 *
 * @module
 */
import type { EventName, EventOf, GatewayEvent, Snapshot } from "./contracts.ts";

/** What asks a user something. */
export type QuestionName =
  | "approval.request"
  | "clarify.request"
  | "secret.request"
  | "sudo.request"
  | "terminal.read.request";

/** A question, as the event that asks it. */
export type Question = { [T in QuestionName]: EventOf<T> }[QuestionName];

/** What a question is answered with. */
export type AnswerTo<Q extends Question> = Q["type"] extends "approval.request"
  ? "once" | "session" | "always" | "deny" | "never"
  : string;

/** Which method answers, and which member holds the answer. */
const answers: Readonly<Record<QuestionName, readonly [method: string, member: string]>> = {
  "approval.request": ["approval.respond", "choice"],
  "clarify.request": ["clarify.respond", "answer"],
  "secret.request": ["secret.respond", "value"],
  "sudo.request": ["sudo.respond", "password"],
  "terminal.read.request": ["terminal.read.respond", "text"],
};

/** The call that answers a question. */
export function answerCall(
  { type, payload }: Question,
  answer: string,
): { method: string; params: Record<string, unknown> } {
  const [method, member] = answers[type];
  const { request_id } = payload as { request_id?: string };
  const named = request_id === undefined ? {} : { request_id };
  return { method, params: { ...named, [member]: answer } };
}

/** Open questions; a gateway never has more of one session. */
const MOST_OPEN = 256;

/** The open questions of one session, oldest first. */
export class Questions {
  readonly #open = new Map<string, Question>();

  get all(): readonly Question[] {
    return [...this.#open.values()];
  }

  /** An event may ask, or tell that a question is gone. */
  take(event: GatewayEvent): void {
    const { type } = event;
    if (isQuestion(event)) return this.#ask(event);
    if (type.endsWith(".expire")) return this.gone((event as Expiry).payload.request_id);
    const ends = type === "message.complete" || type === "error" ||
      (type === "session.info" && !event.payload.running);
    if (ends) this.#open.clear();
  }

  /** What a snapshot says is all there is. */
  reset({ pending = [] }: Snapshot): void {
    this.#open.clear();
    for (const event of pending as readonly GatewayEvent[]) this.take(event);
  }

  gone(id: string): void {
    this.#open.delete(id);
  }

  #ask(question: Question): void {
    if (this.#open.size >= MOST_OPEN) return;
    // An approval of a plain gateway has no id: there is one place for it.
    this.#open.set(question.payload.request_id ?? "", question);
  }
}

type Expiry = EventOf<Extract<EventName, `${string}.expire`>>;

function isQuestion(event: GatewayEvent): event is Question {
  return Object.hasOwn(answers, event.type);
}
