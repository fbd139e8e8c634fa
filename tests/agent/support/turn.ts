import type {
  Agent,
  AgentContext,
  AgentEvent,
  AgentInput,
  AgentProvider,
} from "../../../src/agent/agent.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { answering } from "../../support/answering.ts";
import { ManualClock } from "./manual_clock.ts";

/** What an agent learns of a session in these tests. */
export function agentContext(context: Partial<AgentContext> = {}): AgentContext {
  return {
    sessionId: "0badcafe",
    cwd: "/",
    model: "",
    history: [],
    saved: "",
    tell() {},
    clock: new ManualClock(),
    logger: silentLogger,
    ...context,
  };
}

/** Builds an agent of a provider. */
export function makeAgent(
  provider: AgentProvider,
  context: Partial<AgentContext> = {},
): Promise<Agent> {
  return provider.create(agentContext(context), new AbortController().signal);
}

/** The input of a turn. */
export function agentInput(text: string, input: Partial<AgentInput> = {}): AgentInput {
  return { text, history: [], model: "", reasoningEffort: "", ask: answering(), ...input };
}

/** Runs a turn to its end and returns its events, one by one, and how it ended. */
export async function runTurn(
  agent: Agent,
  input: AgentInput | string,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ events: AgentEvent[]; text: string; error: unknown }> {
  const events: AgentEvent[] = [];
  let error: unknown;
  try {
    const turn = agent.prompt(typeof input === "string" ? agentInput(input) : input, signal);
    for await (const step of turn) {
      events.push(...(Array.isArray(step) ? step as AgentEvent[] : [step as AgentEvent]));
    }
  } catch (thrown) {
    error = thrown;
  }
  return { events, text: textOf(events), error };
}

/** The answer in a list of events. */
export function textOf(events: readonly AgentEvent[]): string {
  return events.map((event) => event.type === "text" ? event.text : "").join("");
}
