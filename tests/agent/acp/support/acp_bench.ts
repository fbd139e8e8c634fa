/** An ACP agent of ours in a process of its own, and everything around it that is no test's subject. */
import { ChildProcesses } from "../../../../src/adapters/child_processes.ts";
import { fileAccess } from "../../../../src/adapters/file_access.ts";
import { acpProvider } from "../../../../src/agent/acp/acp_agent.ts";
import type { AcpProviderOptions } from "../../../../src/agent/acp/options.ts";
import type { Agent, AgentContext } from "../../../../src/agent/agent.ts";
import type { AgentFact } from "../../../../src/agent/agent_parts.ts";
import { systemClock } from "../../../../src/lib/clock.ts";
import { LogBook } from "../../../support/log_book.ts";
import { agentContext } from "../../support/turn.ts";
import type { Script } from "./script.ts";

const AGENT = new URL("./scripted_acp_agent.ts", import.meta.url).pathname;

/** `await using bench = new AcpBench()`: nothing that it started is left at the end. */
export class AcpBench implements AsyncDisposable {
  readonly log = new LogBook();
  readonly facts: AgentFact[] = [];
  readonly processes = new ChildProcesses({ clock: systemClock, logger: this.log });
  readonly #agents: Agent[] = [];
  /** Process ids, in the order of their start. */
  readonly pids: number[] = [];
  /** The ends of those processes. */
  readonly ended: Promise<unknown>[] = [];

  /** Makes an agent that runs the script in its first process, the next script in its second, … */
  async agent(
    scripts: Script | readonly Script[],
    options: Partial<AcpProviderOptions> = {},
    context: Partial<AgentContext> = {},
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Agent> {
    const list = Array.isArray(scripts) ? scripts as Script[] : [scripts as Script];
    const provider = acpProvider({
      name: "scripted",
      command: Deno.execPath(),
      args: ["run", "--no-prompt", "--allow-env", "--allow-run", "--quiet", AGENT],
      ...options,
    }, {
      files: fileAccess,
      spawn: async (command) => {
        const script = list[Math.min(this.pids.length, list.length - 1)];
        const process = await this.processes.spawn({
          ...command,
          args: [...command.args, JSON.stringify(script)],
        });
        this.pids.push(process.pid);
        this.ended.push(process.ended);
        return process;
      },
    });
    const agent = await provider.create(this.context(context), signal);
    this.#agents.push(agent);
    return agent;
  }

  context(context: Partial<AgentContext> = {}): AgentContext {
    return agentContext({
      cwd: "/",
      tell: (fact) => this.facts.push(fact),
      clock: systemClock,
      logger: this.log,
      ...context,
    });
  }

  factsOf<T extends AgentFact["type"]>(type: T): Extract<AgentFact, { type: T }>[] {
    return this.facts.filter((fact): fact is Extract<AgentFact, { type: T }> => fact.type === type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const agent of this.#agents) await agent.close?.();
    await this.processes.close();
  }
}
