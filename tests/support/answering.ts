/** A user who answers at once, by the kind of the question, for agents that are tested by themselves. */
import { type Answers, type Ask, noAnswer, type Question } from "../../src/agent/question.ts";

export function answering(
  answers: Readonly<Answers> = noAnswer,
  hear: (question: Question, signal: AbortSignal | undefined) => void = () => {},
): Ask {
  const ask = (question: Question, signal?: AbortSignal) => {
    hear(question, signal);
    return Promise.resolve(answers[question.kind]);
  };
  return ask as Ask;
}
