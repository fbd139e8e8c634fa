/** Agents of a stage that ask. */
import assert from "node:assert/strict";
import type { Answers, Question } from "../../../src/agent/question.ts";
import type { Client, Json, Stage, WireEvent } from "../../support/stage.ts";

/** A turn that runs and has asked. */
export interface Asking {
  client: Client;
  id: string;
  /** The events that ask, and their ids. */
  shown: WireEvent[];
  asked: string[];
  /** What the agent got, in the order in which it came. */
  got: Answers[Question["kind"]][];
}

/** Opens a session whose agent asks these questions at once. Nothing is left to be read. */
export async function asking(
  stage: Stage,
  questions: readonly Question[],
  params: Json = {},
): Promise<Asking> {
  const { client, id } = await stage.running("ask me", params);
  const got: Asking["got"] = [];
  await askMore(stage, { questions, got });
  const shown = client.events();
  return { client, id, shown, asked: shown.map(({ payload }) => payload.request_id), got };
}

/** Has the agent of the newest turn ask; its answers go to `got`. */
export async function askMore(
  stage: Stage,
  { questions, got }: { questions: readonly Question[]; got: Asking["got"] },
): Promise<void> {
  const { ask } = stage.provider.turn.input;
  for (const question of questions) ask(question).then((answer) => got.push(answer));
  await stage.time.pass();
}

export const clarify = { kind: "clarify", question: "which?", choices: ["red", "green"] } as const;

export function approval(command: string): Question {
  return { kind: "approval", command, description: "it is dangerous", patternKeys: [command] };
}

/** The only one of a list. */
export function single<T>(list: readonly T[]): T {
  assert.equal(list.length, 1);
  return list[0] as T;
}

/** Types of the events about questions that came since the last time. */
export function aboutQuestions(client: Client): string[] {
  return client.types().filter((type) => /\.(request|expire)$/.test(type));
}
