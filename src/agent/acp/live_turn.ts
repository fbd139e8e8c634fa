/**
 * One turn of an ACP agent: what it says becomes events.
 *
 * @module
 */
import type { AgentEvent, Usage } from "../agent.ts";
import { AgentError } from "../agent.ts";
import type { Todo } from "../agent_parts.ts";
import { askBehind } from "../drain.ts";
import type { Ask } from "../question.ts";
import { cutText } from "./cut_text.ts";
import { contentText } from "./content_text.ts";
import { EventQueue } from "./event_queue.ts";
import { number, record, records, text } from "./fields.ts";
import type { ToolCalls } from "./tool_calls.ts";

/** What a turn is given. */
export interface LiveTurnOptions {
  /** The agent's name, for messages. */
  name: string;
  tools: ToolCalls;
  ask: Ask;
  signal: AbortSignal;
}

type Take = (update: Record<string, unknown>) => AgentEvent[];

/** Steps of a plan that are shown. */
const MAX_TODOS = 500;
const MAX_TODO_CHARS = 2_000;

/** See the module. */
export class LiveTurn {
  readonly events = new EventQueue();
  readonly ask: Ask;
  readonly signal: AbortSignal;
  readonly #name: string;
  readonly #tools: ToolCalls;
  /** The text so far needs a blank line before more of it: something came between. */
  #gap = false;
  #ended = true;
  #message: string | undefined;

  constructor({ name, tools, ask, signal }: LiveTurnOptions) {
    this.#name = name;
    this.#tools = tools;
    this.ask = askBehind(this.events.drain, ask, signal);
    this.signal = signal;
  }

  /** Takes a `session/update`. One whose kind means nothing in a turn is left alone. */
  take(update: Record<string, unknown>): void {
    const take = this.#takes[String(update.sessionUpdate)];
    if (take !== undefined) this.#say(take(update));
  }

  /** Takes the tool call that permission is asked for. */
  asks(call: Record<string, unknown>): void {
    this.#say(this.#tools.ask(call));
  }

  /** The user did not allow that tool call. */
  refuses(call: Record<string, unknown>): void {
    this.#tools.refuse(text(call, "toolCallId") ?? "");
  }

  /** The agent answered the prompt: the turn is over. */
  stopped(response: unknown): void {
    const events = [...this.#tools.endAll(), ...usageOf(response), ...this.#reasonOf(response)];
    this.#say(events);
    this.events.end();
  }

  /** The turn ended in an error, which is nobody's any more where the turn was interrupted. */
  failed(error: unknown): void {
    this.#say(this.#tools.endAll());
    this.events.end(this.signal.aborted ? {} : { error });
  }

  #say(events: readonly AgentEvent[]): void {
    if (events.length === 0) return;
    if (events.some(({ type }) => type === "tool_start")) this.#gap = true;
    if (this.events.push(events) || this.signal.aborted) return;
    this.events.end({ error: new AgentError(`The agent "${this.#name}" says more than is read`) });
  }

  readonly #takes: Readonly<Record<string, Take | undefined>> = {
    agent_message_chunk: (update) => this.#text(update),
    agent_thought_chunk: ({ content }) => {
      const said = contentText(record({ content }, "content"));
      return said === "" ? [] : [{ type: "reasoning", text: said }];
    },
    tool_call: (update) => this.#tools.begin(update),
    tool_call_update: (update) => this.#tools.update(update),
    plan: (update) => [{ type: "todos", todos: todosOf(update) }],
    usage_update: (update) => contextOf(update),
    compaction_update: ({ status }) => {
      const text = COMPACTION[String(status)];
      return text === undefined ? [] : [{ type: "status", kind: "compressing", text }];
    },
  };

  #text(update: Record<string, unknown>): AgentEvent[] {
    const said = contentText(record(update, "content"));
    if (said === "") return [];
    const message = text(update, "messageId");
    const parted = this.#gap || (message !== undefined && message !== this.#message);
    const blank = parted && !this.#ended && !said.startsWith("\n") ? "\n\n" : "";
    this.#gap = false;
    this.#message = message;
    this.#ended = said.endsWith("\n");
    return [{ type: "text", text: `${blank}${said}` }];
  }

  #reasonOf(response: unknown): AgentEvent[] {
    const reason = text(response, "stopReason") ?? "";
    if (reason === "refusal") {
      return [{ type: "failure", message: `the agent "${this.#name}" refused to go on` }];
    }
    const why = reason === "cancelled" && this.signal.aborted ? undefined : STOPS[reason];
    return why === undefined
      ? []
      : [{ type: "status", kind: "warn", text: `${this.#name}: ${why}` }];
  }
}

/** Ends of a turn that are no error, but that the user should know of. */
const STOPS: Readonly<Record<string, string | undefined>> = {
  max_tokens: "the answer was cut: the model's limit of tokens is reached",
  max_turn_requests: "stopped: the agent's limit of steps in one turn is reached",
  cancelled: "the agent ended its turn before it was done",
};

const COMPACTION: Readonly<Record<string, string | undefined>> = {
  in_progress: "the agent shortens what it remembers of the conversation",
  completed: "the agent has shortened what it remembers of the conversation",
  failed: "the agent could not shorten what it remembers of the conversation",
};

function todosOf(update: unknown): Todo[] {
  return (records(update, "entries") ?? []).slice(0, MAX_TODOS).flatMap((entry) => {
    const content = text(entry, "content");
    if (content === undefined) return [];
    const status = STATUSES.find((each) => each === entry.status) ?? "pending";
    const priority = PRIORITIES.find((each) => each === entry.priority);
    const todo = { content: cutText(content, MAX_TODO_CHARS), status };
    return [priority === undefined ? todo : { ...todo, priority }];
  });
}

const STATUSES = ["pending", "in_progress", "completed"] as const;
const PRIORITIES = ["low", "medium", "high"] as const;

/** How full the context is; it says nothing of what was spent. */
function contextOf(update: unknown): AgentEvent[] {
  const [contextUsed, contextMax] = [number(update, "used"), number(update, "size")];
  if (contextUsed === undefined || contextMax === undefined) return [];
  const usage: Usage = { input: 0, output: 0, total: 0, calls: 0, contextUsed, contextMax };
  return [{ type: "usage", usage }];
}

/** What the turn cost, where the agent tells: a member the protocol has not settled yet. */
function usageOf(response: unknown): AgentEvent[] {
  const told = record(response, "usage");
  const [input, output] = [number(told, "inputTokens"), number(told, "outputTokens")];
  if (input === undefined || output === undefined) return [];
  const reasoning = number(told, "thoughtTokens");
  const total = number(told, "totalTokens") ?? input + output;
  const usage: Usage = { input, output, total, ...(reasoning === undefined ? {} : { reasoning }) };
  return [{ type: "usage", usage }];
}
