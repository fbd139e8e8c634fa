/**
 * One prompt and what the agent makes of it.
 *
 * @module
 */
import { type Agent, AgentError, type AgentEvent, type AgentInput } from "../agent/agent.ts";
import type { Usage } from "../agent/agent.ts";
import { errorStack } from "../lib/error_text.ts";
import { isRecord } from "../lib/is_record.ts";
import type { Logger } from "../lib/logger.ts";
import { events } from "../protocol/events.ts";
import type { Emit } from "../protocol/event_kind.ts";
import { agentEventFault } from "./agent_event_fault.ts";
import type { TextStream } from "./coalescer.ts";
import type { Questions } from "./questions.ts";
import type { Subagents } from "./subagents.ts";
import { placesOf, tellTodos } from "./tool_details.ts";
import { sayable } from "./sayable.ts";
import { type ToolProgress, verboseText } from "./tool_progress.ts";

/** How a turn ended. */
export type TurnEnd =
  | { kind: "complete" }
  | { kind: "interrupted" }
  /** The agent reported that its turn is an error. */
  | { kind: "failed"; message: string }
  /** The agent threw; `message` is for the user. */
  | { kind: "crashed"; message: string };

/** What a turn is given. */
export interface TurnOptions {
  agent: Agent;
  input: Omit<AgentInput, "ask">;
  /** Takes what the agent tells of those it has given work on to. */
  subagents: Pick<Subagents, "take">;
  /** Takes what the agent asks. */
  questions: Questions;
  signal: AbortSignal;
  /** Takes text and reasoning; `emit` takes everything else. In order with each other. */
  stream: TextStream;
  emit: Emit;
  /** How much is told of tools; missing: all. */
  toolProgress?: (() => ToolProgress) | undefined;
  /** A diff as terminals show it; `undefined`: nobody wants that, or it cannot be had. */
  renderDiff?: ((diff: string) => string | undefined) | undefined;
  onUsage(usage: Usage): void;
  logger: Logger;
}

/**
 * Characters of text and reasoning one turn may say. Far beyond any answer; below it a model that never
 * stops would end the process, whose strings end at 512 Mi characters.
 */
export const TURN_CHARS = 32 * 1024 * 1024;

type Handlers = {
  [T in AgentEvent["type"]]: (event: Extract<AgentEvent, { type: T }>) => void;
};

/** Runs one turn: agent events in, wire events out. */
export class Turn {
  // The signal has aborted. Asked for every token, and an AbortSignal is slow to say so.
  #over = false;
  #said = 0;
  readonly #stream: TextStream;
  readonly #options: TurnOptions;
  #failure: string | undefined;
  #complained = false;
  #settled: Promise<void> = Promise.resolve();

  constructor(options: TurnOptions) {
    this.#options = options;
    this.#stream = options.stream;
  }

  /** Resolves when the agent has really returned, which may be after the turn ended by an interrupt. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** Runs to the end. An interrupt ends the turn at once, whatever the agent does about it. */
  run(): Promise<TurnEnd> {
    const { signal } = this.#options;
    return new Promise((resolve) => {
      const interrupted = () => {
        this.#over = true;
        resolve({ kind: "interrupted" });
      };
      if (signal.aborted) return interrupted();
      signal.addEventListener("abort", interrupted, { once: true });
      this.#settled = this.#consume().then((end) => {
        signal.removeEventListener("abort", interrupted);
        resolve(end);
      });
    });
  }

  async #consume(): Promise<TurnEnd> {
    const { agent, input, questions, signal, logger } = this.#options;
    const asking = questions.during(signal);
    // What it was given may be in what it throws.
    const stack = (error: unknown) => questions.secrets.hide(errorStack(error));
    try {
      await this.#follow(agent.prompt({ ...input, ask: asking.ask }, signal));
    } catch (error) {
      if (signal.aborted) {
        logger.debug("agent ended an interrupted turn by throwing", { error: stack(error) });
        return { kind: "interrupted" };
      }
      if (error instanceof AgentError) return { kind: "crashed", message: error.message };
      logger.error("agent failed in a turn", { error: stack(error) });
      return { kind: "crashed", message: "the agent failed unexpectedly; see the gateway's log" };
    } finally {
      asking.end();
    }
    if (signal.aborted) return { kind: "interrupted" };
    if (this.#failure !== undefined) return { kind: "failed", message: this.#failure };
    return { kind: "complete" };
  }

  // By itself: it goes to sleep and wakes up for each token, and takes with it whatever it knows.
  async #follow(steps: ReturnType<Agent["prompt"]>): Promise<void> {
    for await (const step of steps) {
      if (this.#over) return;
      if (!Array.isArray(step)) this.#take(step as AgentEvent);
      else for (const event of step) this.#take(event);
    }
  }

  #take(event: AgentEvent): void {
    // Nearly every event is a piece of text: it takes the short way to the same place.
    if (event?.type === "text" && typeof event.text === "string") return this.#say(event.text);
    const fault = agentEventFault(event);
    if (fault !== undefined) return this.#complain(fault);
    const handle = this.#handlers[event.type] as (event: AgentEvent) => void;
    handle(event);
  }

  #say(text: string): void {
    this.#count(text);
    if (text !== "") this.#stream.say(events.messageDelta, text);
  }

  #count(text: string): void {
    this.#said += text.length;
    if (this.#said <= TURN_CHARS) return;
    throw new AgentError(
      `the answer is over the limit of ${TURN_CHARS} characters and was stopped`,
    );
  }

  #verbose<K extends string>(member: K, value: unknown): { [_ in K]?: string } {
    const { toolProgress, questions } = this.#options;
    if (toolProgress?.() !== "verbose") return {};
    const text = verboseText(value, (shown) => questions.secrets.hide(shown));
    return (text === undefined ? {} : { [member]: text }) as { [_ in K]?: string };
  }

  #diff(diff: unknown): { inline_diff?: string; rendered?: string } {
    if (typeof diff !== "string") return {};
    const { questions, renderDiff } = this.#options;
    // Cleaned before: in what is rendered, a secret may have a line break in it.
    const rendered = renderDiff?.(questions.secrets.hide(diff));
    return { inline_diff: diff, ...(rendered === undefined ? {} : { rendered }) };
  }

  // Once a turn: an agent that sends one bad event may send a million.
  #complain(fault: string): void {
    if (!this.#complained) this.#options.logger.warn("agent sent an event of no use", { fault });
    this.#complained = true;
  }

  readonly #handlers: Handlers = {
    text: ({ text }) => this.#say(text),
    reasoning: ({ text }) => {
      this.#count(text);
      if (text !== "") this.#stream.say(events.reasoningDelta, text);
    },
    thinking: ({ text }) => this.#options.emit(events.thinkingDelta, { text }),
    tool_generating: ({ name }) => this.#options.emit(events.toolGenerating, { name }),
    tool_start: ({ id, name, args, context, locations }) =>
      this.#options.emit(events.toolStart, {
        tool_id: id,
        name,
        context,
        ...this.#verbose("args_text", args),
        ...placesOf(locations),
      }),
    tool_progress: ({ id, name, preview }) =>
      this.#options.emit(events.toolProgress, { tool_id: id, name, preview }),
    tool_complete: ({ id, name, args, result, summary, durationSeconds, inlineDiff, locations }) =>
      this.#options.emit(events.toolComplete, {
        tool_id: id,
        name,
        args: sayableRecord(args),
        result: sayable(result).value,
        ...(Number.isFinite(durationSeconds) ? { duration_s: durationSeconds } : {}),
        ...(typeof summary === "string" ? { summary } : {}),
        ...this.#diff(inlineDiff),
        ...this.#verbose("result_text", result),
        ...placesOf(locations),
      }),
    subagent: (event) => this.#options.subagents.take(event),
    todos: (event) => tellTodos(this.#options.emit, event.todos),
    status: ({ kind, text }) => this.#options.emit(events.statusUpdate, { kind, text }),
    usage: ({ usage }) => this.#options.onUsage({ ...usage }),
    failure: ({ message }) => {
      this.#failure = this.#options.questions.secrets.hide(message);
    },
  };
}

function sayableRecord(args: unknown): Record<string, unknown> {
  const { value } = sayable(args);
  return isRecord(value) ? value : {};
}
