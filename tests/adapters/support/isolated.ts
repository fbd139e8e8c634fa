/** Agents in real workers. */
import { agentWorkers, moduleUrl } from "../../../src/adapters/agent_worker.ts";
import { ChildProcesses } from "../../../src/adapters/child_processes.ts";
import type { Agent, AgentContext, AgentEvent, AgentProvider } from "../../../src/agent/agent.ts";
import type { AgentFact } from "../../../src/agent/agent_parts.ts";
import type { IsolatedOptions } from "../../../src/agent/isolation/isolated_options.ts";
import { isolatedProvider } from "../../../src/agent/isolation/isolated_provider.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { agentContext, agentInput } from "../../agent/support/turn.ts";
import { LogBook } from "../../support/log_book.ts";

export const DESCRIPTION = {
  model: "m0",
  provider: "module",
  tools: {},
  skills: {},
  configured: true,
};

/** The path of one of the agents beside this file. */
export function agentPath(name: string): string {
  return new URL(`./agents/${name}`, import.meta.url).pathname;
}

/** A provider and all that was heard of it. `await using bench = new IsolatedBench()` */
export class IsolatedBench implements AsyncDisposable {
  readonly log = new LogBook();
  readonly printed: string[] = [];
  readonly facts: AgentFact[] = [];
  readonly provider: AgentProvider;
  readonly #processes = new ChildProcesses({ clock: systemClock, logger: this.log });

  constructor(options: Partial<IsolatedOptions> = {}, agent = "faulty.ts") {
    this.provider = isolatedProvider({
      recipe: { kind: "module", url: moduleUrl(agentPath(agent)) },
      scope: "session",
      name: "module",
      description: DESCRIPTION,
      interruptGraceMs: 100,
      memoryMiB: 64,
      ...options,
    }, {
      startWorker: agentWorkers({ spawn: this.#processes.spawn, clock: systemClock }),
      print: (line) => this.printed.push(line),
      clock: systemClock,
      logger: this.log,
    });
  }

  /** Makes the agent of a session. */
  make(context: Partial<AgentContext> = {}): Promise<Agent> {
    const whole = {
      clock: systemClock,
      tell: (fact: AgentFact) => this.facts.push(fact),
      ...context,
    };
    return this.provider.create(agentContext(whole), new AbortController().signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.provider.close?.();
    await this.#processes.close();
  }
}

/** Runs a turn and interrupts it as soon as it has said anything. Answers what it said, and its end. */
export async function interrupted(
  agent: Agent,
  text: string,
): Promise<{ events: AgentEvent[]; error: unknown }> {
  const abort = new AbortController();
  const events: AgentEvent[] = [];
  try {
    for await (const step of agent.prompt(agentInput(text), abort.signal)) {
      events.push(...(step as AgentEvent[]));
      abort.abort();
    }
  } catch (error) {
    return { events, error };
  }
  return { events, error: undefined };
}
