/**
 * How an agent is to answer.
 *
 * @module
 */
import type { AgentDescription, AgentInput, AgentProvider } from "../agent/agent.ts";

/** What is in force for a turn. */
export type Mind = Pick<AgentInput, "model" | "reasoningEffort" | "instructions" | "fast">;

/** What users want of all agents that heed it. */
export interface Taste {
  /** A text for all they say; empty: none. */
  readonly instructions: string;
  /** The name of the personality in it; empty: none. */
  readonly personality: string;
}

/** What a session has to say about that. */
interface Minded {
  readonly model: string;
  readonly reasoningEffort: string;
  readonly fast: boolean;
  readonly provider: AgentProvider;
}

/** What an agent is told with the next prompt of a session: nothing that it has said it cannot do. */
export function mindOf(
  { model, reasoningEffort, fast, provider }: Minded,
  taste: Taste | undefined,
): Mind {
  const { fastTier, ownInstructions } = told(provider);
  const instructions = ownInstructions === undefined ? taste?.instructions ?? "" : "";
  return {
    ...{ model, reasoningEffort },
    ...(instructions === "" ? {} : { instructions }),
    ...(fast && fastTier !== undefined ? { fast } : {}),
  };
}

/** Others' code, which may throw: then it has said nothing, and the turn goes on. `session.info` fails by it too. */
function told(provider: AgentProvider): Pick<AgentDescription, "fastTier" | "ownInstructions"> {
  try {
    return provider.describe();
  } catch {
    return {};
  }
}
