/** Scripted agents whose every turn and hint is put down. */
import type { Agent, AgentContext } from "../../src/agent/agent.ts";
import { ScriptedProvider } from "../support/scripted_agent.ts";
import type { Chronicle } from "./chronicle.ts";

export interface AgentsOptions {
  chronicle: Chronicle;
  /** Whether agents can be steered. */
  steerable: boolean;
  isDead(): boolean;
}

export class SimulatedAgents extends ScriptedProvider {
  readonly #options: AgentsOptions;
  readonly #failed = new Set<number>();

  constructor(options: AgentsOptions) {
    super({ takesHints: options.steerable ? true : undefined });
    this.#options = options;
  }

  override create(context: AgentContext, signal: AbortSignal): Promise<Agent> {
    const created = super.create(context, signal);
    const { chronicle, isDead } = this.#options;
    const { agent } = this;
    const { prompt, steer } = agent;
    agent.prompt = (input, turnSignal) => {
      const turn = prompt.call(agent, input, turnSignal);
      if (!isDead()) chronicle.watch(() => chronicle.began(context.sessionId, turn));
      return turn;
    };
    if (steer === undefined) return created;
    return Promise.resolve(created).then((made) => {
      made.steer = (text) => {
        if (!isDead()) chronicle.watch(() => chronicle.hinted(text));
        return steer.call(agent, text);
      };
      return made;
    });
  }

  /** Builds that have been asked for and have not ended. */
  get held(): number[] {
    return this.builds.flatMap((_build, i) => this.#settled.has(i) ? [] : [i]);
  }

  readonly #settled = new Set<number>();

  /** Ends a build that was held. */
  settle(index: number, how: "finish" | "fail", error?: Error): void {
    const build = this.builds[index];
    this.#settled.add(index);
    if (how === "finish") return build?.finish();
    this.#failed.add(index);
    build?.fail(error);
  }

  /** Agents that were handed over and not closed, once. */
  get left(): number {
    return this.builds.filter(({ agent }, i) => agent.closes !== 1 && !this.#failed.has(i)).length;
  }
}
