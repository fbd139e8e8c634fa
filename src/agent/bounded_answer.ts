/**
 * @module
 */
import { AgentError, type AgentEvent } from "./agent.ts";

type Steps = AsyncIterable<AgentEvent | readonly AgentEvent[]>;

/**
 * An answer that may be so long.
 *
 * @throws {AgentError} where it says more
 */
export async function* boundedAnswer(steps: Steps, chars: number): Steps {
  let said = 0;
  for await (const step of steps) {
    for (const event of [step].flat()) if (event.type === "text") said += event.text.length;
    if (said > chars) throw new AgentError(`the answer is over ${chars} characters`);
    yield step;
  }
}
