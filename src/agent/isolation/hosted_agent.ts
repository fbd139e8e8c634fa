/**
 * @module
 */
import { type Agent, AgentError, type HistoryMessage } from "../agent.ts";
import type { Abilities, ToWorker } from "./messages.ts";

/** One agent in a worker, and its copy of the conversation. */
export class HostedAgent {
  readonly #rows: HistoryMessage[] = [];
  #agent: Agent | undefined;
  #closed = false;

  /** A copy: an agent may do with it what it likes. */
  get history(): HistoryMessage[] {
    return [...this.#rows];
  }

  /** @throws {TypeError} where there is none yet */
  get agent(): Agent {
    if (this.#agent === undefined) throw new TypeError("Cannot use an agent: it was never made");
    return this.#agent;
  }

  /**
   * Takes the agent, now that there is one.
   *
   * @throws {AgentError} when it was closed before; it has been closed then
   */
  async made(agent: Agent): Promise<void> {
    this.#agent = agent;
    if (!this.#closed) return;
    await agent.close?.();
    throw new AgentError("the agent is closed");
  }

  /** Also of one that is still being made. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#agent?.close?.();
  }

  get abilities(): Abilities {
    const { steer, interruptSubagent, setMode, setModel, summarize, title } = this.agent;
    return {
      steer: steer !== undefined,
      interruptSubagent: interruptSubagent !== undefined,
      setMode: setMode !== undefined,
      setModel: setModel !== undefined,
      summarize: summarize !== undefined,
      title: title !== undefined,
    };
  }

  takeRows({ keep, more, rows }: Extract<ToWorker, { type: "rows" }>): void {
    this.#rows.length = Math.min(keep, this.#rows.length);
    const last = this.#rows.pop();
    if (last !== undefined) {
      this.#rows.push(more === "" ? last : { ...last, text: last.text + more });
    }
    for (const row of rows) this.#rows.push(row);
  }
}
