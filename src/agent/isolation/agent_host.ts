/**
 * The worker's side of isolated agents: makes them, and does with them what the gateway asks for.
 *
 * @module
 */
import type { Clock } from "../../lib/clock.ts";
import { errorStack } from "../../lib/error_text.ts";
import { isRecord } from "../../lib/is_record.ts";
import type { LogFields, Logger } from "../../lib/logger.ts";
import { type Agent, AgentError, type AgentProvider, type Usage } from "../agent.ts";
import type { AgentFact } from "../agent_parts.ts";
import { faultOf } from "./fault.ts";
import { HostedAgent } from "./hosted_agent.ts";
import { HostedCall } from "./hosted_call.ts";
import { HostedQuestions } from "./hosted_questions.ts";
import { HostedShelf } from "./hosted_shelf.ts";
import { runHostedTurn } from "./hosted_turn.ts";
import type { Created, LogLevel, ToWorker } from "./messages.ts";
import type { Outlet } from "./outlet.ts";
import { cutText, portable } from "./portable.ts";

/** What a worker is told first. */
export type StartMessage = Extract<ToWorker, { type: "start" }>;

/** What a host is given. */
export interface AgentHostOptions {
  outlet: Outlet;
  /** Makes what the recipe says. */
  load(start: StartMessage, logger: Logger): Promise<AgentProvider>;
  clock: Clock;
}

/** Characters of a fact, of what an agent is described with, and of a summary. */
const FACT_CHARS = 262_144;
const SUMMARY_CHARS = 1_048_576;
const TITLE_CHARS = 1_024;
const LOG_CHARS = 8_192;

type Handlers = { [T in ToWorker["type"]]: (message: Extract<ToWorker, { type: T }>) => void };

/** See the module. */
export class AgentHost {
  readonly #options: AgentHostOptions;
  readonly #agents = new Map<number, HostedAgent>();
  readonly #calls = new Map<number, HostedCall>();
  readonly #questions: HostedQuestions;
  /** Its lines reach the gateway's log. */
  readonly logger: Logger;
  #provider: Promise<AgentProvider> | undefined;
  #shelf: Promise<HostedShelf | undefined> | undefined;

  constructor(options: AgentHostOptions) {
    this.#options = options;
    this.#questions = new HostedQuestions(options.outlet);
    this.logger = this.#makeLogger();
  }

  /** Takes what the gateway says. */
  take(message: ToWorker): void {
    const handle = this.#handlers[message.type] as (message: ToWorker) => void;
    handle(message);
  }

  readonly #handlers: Handlers = {
    start: (message) => {
      this.#provider = this.#options.load(message, this.logger);
      const tools = { ...this.#options, logger: this.logger };
      this.#shelf = this.#provider.then((made) => made.tools && new HostedShelf(made.tools, tools));
      // Whoever makes an agent hears of it.
      this.#shelf.catch(() => {});
    },
    rows: (message) => {
      // Those behind its close are nobody's.
      const hosted = message.keep === 0
        ? this.#enter(message.agent)
        : this.#agents.get(message.agent);
      hosted?.takeRows(message);
    },
    create: (message) => this.#run(message, (call) => this.#create(message, call)),
    prompt: (message) =>
      this.#run(message, async (call) => {
        const { agent, history } = this.#agentOf(message.agent);
        const input = { ...message.input, history, ask: this.#questions.asking(call.id) };
        await runHostedTurn(agent, input, { call, outlet: this.#options.outlet });
      }),
    summarize: (message) =>
      this.#run(message, async ({ id, signal }) => {
        const { agent, history } = this.#agentOf(message.agent);
        const { focus, model } = message;
        const input = { history, focus, model, onUsage: this.#spending(id) };
        return cutText(await agent.summarize?.(input, signal) ?? "", SUMMARY_CHARS);
      }),
    title: (message) =>
      this.#run(message, async ({ id, signal }) => {
        const { agent } = this.#agentOf(message.agent);
        const input = { ...message.input, onUsage: this.#spending(id) };
        return (await agent.title?.(input, signal) ?? "").slice(0, TITLE_CHARS);
      }),
    choose: (message) =>
      this.#run(message, async () => {
        const { agent } = this.#agentOf(message.agent);
        await (message.what === "mode"
          ? agent.setMode?.(message.id)
          : agent.setModel?.(message.id));
      }),
    close: (message) =>
      this.#run(message, async () => {
        const hosted = this.#agents.get(message.agent);
        this.#agents.delete(message.agent);
        await hosted?.close();
      }),
    shelf: (message) =>
      this.#run({ ...message, agent: 0 }, async ({ signal }) => {
        return await (await this.#shelf)?.ask(message.ask, signal);
      }),
    retire: (message) =>
      this.#run({ ...message, agent: 0 }, async () => await (await this.#provider)?.close?.()),
    steer: ({ agent, text }) => this.#steer(agent, text),
    interrupt_subagent: ({ agent, id }) => this.#interruptSubagent(agent, id),
    abort: ({ call }) => {
      this.#options.outlet.urgent({ type: "aborting", call });
      this.#calls.get(call)?.abort();
    },
    taken: ({ call }) => this.#calls.get(call)?.taken(),
    answer: (message) => this.#questions.answered(message),
    guarded: () => {},
  };

  #agentOf(number: number): HostedAgent {
    return this.#agents.get(number) ?? new HostedAgent();
  }

  #enter(number: number): HostedAgent {
    const hosted = this.#agentOf(number);
    this.#agents.set(number, hosted);
    return hosted;
  }

  /** Runs a request and answers it, whatever becomes of it. */
  #run(
    { call: id, agent }: { call: number; agent: number },
    work: (call: HostedCall) => Promise<unknown>,
  ): void {
    const call = new HostedCall(id, agent);
    this.#calls.set(id, call);
    const { outlet } = this.#options;
    const settle = (say: () => void) => {
      this.#calls.delete(id);
      say();
    };
    work(call).then(
      (value) => settle(() => outlet.urgent({ type: "done", call: id, value })),
      (error) => settle(() => outlet.urgent({ type: "failed", call: id, fault: faultOf(error) })),
    );
  }

  async #create(
    { agent: number, context }: Extract<ToWorker, { type: "create" }>,
    { signal }: HostedCall,
  ): Promise<Created> {
    const hosted = this.#enter(number);
    const provider = await this.#provider;
    if (provider === undefined) throw new TypeError("Cannot make an agent: no recipe was given");
    const agent: Agent = await provider.create({
      ...context,
      history: hosted.history,
      tell: (fact) => this.#tell(number, fact),
      clock: this.#options.clock,
      logger: this.logger,
    }, signal);
    if (typeof agent?.prompt !== "function") {
      throw new AgentError("the provider made something that is no agent: it has no prompt()");
    }
    await hosted.made(agent);
    // Of a shelf's tools, which may be many, the gateway is told by the shelf.
    const shelved = provider.tools && { tools: {}, toolSources: [] };
    const description = portable({ ...provider.describe(), ...shelved }, FACT_CHARS);
    if (description.cut) throw new AgentError("what the agent is described with is too large");
    return {
      abilities: hosted.abilities,
      description: description.value as Created["description"],
    };
  }

  #tell(agent: number, told: AgentFact): void {
    const { value, chars, cut } = portable(told, FACT_CHARS);
    const fact = value as AgentFact;
    if (!cut) return this.#options.outlet.tell({ type: "tell", agent, fact }, chars);
    this.logger.warn("an agent told more of itself than can be kept", { fact: told.type });
  }

  #steer(number: number, text: string): void {
    let taken: unknown = false;
    try {
      taken = this.#agentOf(number).agent.steer?.(text);
    } catch (error) {
      this.logger.error("agent failed to take a hint", { error: errorStack(error) });
    }
    if (taken !== true) this.#options.outlet.urgent({ type: "refused", agent: number, text });
  }

  #interruptSubagent(number: number, id: string): void {
    try {
      this.#agentOf(number).agent.interruptSubagent?.(id);
    } catch (error) {
      this.logger.error("agent failed to stop a sub-agent", { error: errorStack(error) });
    }
  }

  #spending(call: number): (usage: Usage) => void {
    return (usage) => {
      const { value, cut } = portable(usage);
      if (!cut && isRecord(value)) this.#options.outlet.usage(call, value as unknown as Usage);
    };
  }

  #makeLogger(): Logger {
    const at = (level: LogLevel) => (message: string, fields: LogFields = {}) => {
      const texts = Object.entries(fields).map(([name, value]) => [name, fieldOf(value)]);
      this.#options.outlet.line({
        type: "log",
        level,
        message: cutText(String(message), LOG_CHARS),
        fields: Object.fromEntries(texts),
      });
    };
    return {
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      critical: at("critical"),
    };
  }
}

function fieldOf(value: unknown): unknown {
  if (value instanceof Error) return cutText(errorStack(value), LOG_CHARS);
  return portable(value, LOG_CHARS).value;
}
