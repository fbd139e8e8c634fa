/**
 * @module
 */
import type { AgentProvider } from "../agent/agent.ts";
import type { AgentFacts } from "./agent_facts.ts";

/** The session it is about. */
export interface Agented {
  provider: AgentProvider;
  providerName: string;
  model: string;
  readonly chosen: { model: string };
  readonly history: { readonly messages: readonly unknown[] };
  readonly runner: { readonly running: boolean };
  readonly agents: { discard(): void };
  readonly build: { soon(): void };
  readonly facts: AgentFacts;
  readonly keeper: { row(): void };
  tellInfo(): void;
}

/** One that is chosen. */
export interface ChosenAgent {
  provider: AgentProvider;
  name: string;
  model: string;
}

/** Whether another agent can begin: none could go on with what has been said to this one. */
export function mayChooseAgent({ history, runner }: Pick<Agented, "history" | "runner">): boolean {
  return history.messages.length === 0 && !runner.running;
}

/** Has another agent begin. Call it only where that may be: {@linkcode mayChooseAgent}. */
export function chooseAgent(session: Agented, { provider, name, model }: ChosenAgent): void {
  session.provider = provider;
  session.providerName = name;
  session.model = session.chosen.model = model;
  session.facts.forget();
  session.agents.discard();
  session.keeper.row();
  session.build.soon();
  session.tellInfo();
}
