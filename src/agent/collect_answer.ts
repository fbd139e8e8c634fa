/**
 * @module
 */
import { AgentError, type AgentEvent, type Usage } from "./agent.ts";

/**
 * Waits for a whole answer and returns its text.
 *
 * @param onUsage takes what it cost
 * @throws {AgentError} where the answer is an error
 */
export async function collectAnswer(
  steps: AsyncIterable<AgentEvent | readonly AgentEvent[]>,
  onUsage: (usage: Usage) => void,
): Promise<string> {
  let text = "";
  for await (const step of steps) {
    for (const event of [step].flat()) {
      if (event.type === "text") text += event.text;
      if (event.type === "usage") onUsage(event.usage);
      if (event.type === "failure") throw new AgentError(event.message);
    }
  }
  return text;
}
