/**
 * @module
 */
import { AgentError, type AgentEvent, type Usage } from "./agent.ts";

/** Who hears of an answer while it comes. */
export interface AnswerListener {
  /** Takes what it cost. */
  onUsage(usage: Usage): void;
  /** Takes everything that is said and done. */
  hear?(event: AgentEvent): void;
}

/**
 * Waits for a whole answer and returns its text.
 *
 * @throws {AgentError} where the answer is an error
 */
export async function collectAnswer(
  steps: AsyncIterable<AgentEvent | readonly AgentEvent[]>,
  { onUsage, hear }: AnswerListener,
): Promise<string> {
  let text = "";
  for await (const step of steps) {
    for (const event of [step].flat()) {
      hear?.(event);
      if (event.type === "text") text += event.text;
      if (event.type === "usage") onUsage(event.usage);
      if (event.type === "failure") throw new AgentError(event.message);
    }
  }
  return text;
}
