/**
 * @module
 */
import { type Clock, sleep } from "../../lib/clock.ts";
import { AgentError } from "../agent.ts";
import type { Link } from "./link.ts";

/** How long a start may take. */
export interface StartDeadline {
  /** Milliseconds. */
  ms: number;
  /** The agent's name, for messages. */
  name: string;
  clock: Clock;
  /** Ends the wait at once. */
  signal: AbortSignal;
}

/**
 * Waits for what a start comes to. Where it fails, takes too long or is not wanted any more, the agent is
 * ended first.
 *
 * @throws {AgentError} when it takes too long, or is not wanted any more
 * @throws what the start throws
 */
export async function startedInTime<T>(
  link: Link,
  start: Promise<T>,
  { ms, name, clock, signal }: StartDeadline,
): Promise<T> {
  const settled = new AbortController();
  const watch = () => settled.abort();
  signal.addEventListener("abort", watch, { once: true });
  start.then(watch, watch);
  await sleep(clock, ms, signal.aborted ? signal : settled.signal);
  signal.removeEventListener("abort", watch);
  try {
    if (signal.aborted) throw new AgentError(`Starting the agent "${name}": interrupted`);
    if (settled.signal.aborted) return await start;
    const words = link.lastWords();
    throw new AgentError(
      `Starting the agent "${name}": it was not ready within ${ms / 1_000} s and was ended` +
        (words === "" ? "" : `; the last it wrote to stderr:\n${words}`),
    );
  } catch (error) {
    await link.close();
    throw error;
  }
}
